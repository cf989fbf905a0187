package io.farpage.server.metrics;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;

/** Reads what a process of a cluster shows. */
public final class MetricsClient {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private MetricsClient() {}

    /**
     * The value of a metric without labels.
     *
     * @param address {@code HOST:PORT} of the process
     * @throws IllegalArgumentException when the process has no such metric
     */
    public static double read(String address, String metric) {
        return get(address, "/metrics")
                .lines()
                .filter(line -> line.startsWith(metric + " "))
                .mapToDouble(line -> Double.parseDouble(line.substring(metric.length() + 1)))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(address + " has no metric " + metric));
    }

    /** The text that a process answers at a path. */
    public static String get(String address, String path) {
        try (HttpClient client = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create("http://" + address + path))
                    .timeout(TIMEOUT)
                    .build();
            return client.send(request, BodyHandlers.ofString()).body();
        } catch (IOException e) {
            throw new UncheckedIOException(address + " does not answer " + path + ": " + e.getMessage(), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while " + address + " was asked", e);
        }
    }
}
