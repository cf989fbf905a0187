package io.farpage.chaos.rot;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;

/** Tells one rotting host what to damage. */
public final class RotClient {
    private static final int DONE = 200;

    private final HttpClient http = HttpClient.newHttpClient();
    private final String address;

    private RotClient(String address) {
        this.address = address;
    }

    /**
     * Finds a host by its settings.
     *
     * @param settings the file that the host was started with
     */
    public static RotClient of(Path settings) throws IOException {
        return new RotClient(Files.readString(RottingHostVerb.addressFile(settings)));
    }

    /** As {@link RottingSpace#damage}. */
    public boolean damage(long slab, int slot, Rot rot, int bit) {
        URI uri = URI.create("http://%s/damage?slab=%d&slot=%d&rot=%s&bit=%d".formatted(address, slab, slot, rot, bit));
        try {
            return http.send(
                                    HttpRequest.newBuilder(uri)
                                            .POST(HttpRequest.BodyPublishers.noBody())
                                            .build(),
                                    BodyHandlers.discarding())
                            .statusCode()
                    == DONE;
        } catch (IOException e) {
            throw new UncheckedIOException(address + " does not damage anything: " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + address + " was asked", e);
        }
    }
}
