package io.farpage.chaos.host;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells one chaos host what to do to itself. */
public final class HostFaults {
    private static final int DONE = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    private HostFaults(String address) {
        this.address = address;
    }

    /**
     * Finds a host by its settings.
     *
     * @param settings the file that the host was started with
     */
    public static HostFaults of(Path settings) throws IOException {
        return new HostFaults(Files.readString(ChaosHostVerb.addressFile(settings)));
    }

    /** As {@link RottingSpace#damage}. */
    public boolean damage(long slab, int slot, Rot rot, int bit) {
        return ask("damage?slab=%d&slot=%d&rot=%s&bit=%d".formatted(slab, slot, rot, bit));
    }

    /** The weather between the host and everybody else from now on, on Aeron, in one direction. */
    public void weather(boolean towardsHost, Weather weather) {
        ask("weather?towardsHost=" + towardsHost + "&" + weather.query());
    }

    private boolean ask(String command) {
        URI uri = URI.create("http://" + address + "/" + command);
        HttpRequest request = HttpRequest.newBuilder(uri)
                .POST(HttpRequest.BodyPublishers.noBody())
                .build();
        try {
            return http.send(request, BodyHandlers.discarding()).statusCode() == DONE;
        } catch (IOException e) {
            throw new UncheckedIOException(address + " does not do '" + command + "': " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + address + " was asked", e);
        }
    }
}
