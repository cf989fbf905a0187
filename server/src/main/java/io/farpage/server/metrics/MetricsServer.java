package io.farpage.server.metrics;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.prometheus.metrics.exporter.httpserver.MetricsHandler;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Answers {@code /metrics}, in the formats of Prometheus, and {@code /health}. */
public final class MetricsServer implements AutoCloseable {
    private final @Nullable HttpServer server;

    /**
     * How a process is; JSON at {@code /health}, with status 200, or 503 if it does not serve.
     *
     * @param id the process
     * @param serves whether it does its work
     * @param detail why not, or what it is doing
     */
    public record Health(String id, boolean serves, String detail) {}

    private MetricsServer(@Nullable HttpServer server) {
        this.server = server;
    }

    /**
     * Serves until it is closed; does nothing when there is no address.
     *
     * @param key the setting that the address is from, for messages
     * @throws UsageException when the address cannot be listened at
     */
    public static MetricsServer start(
            String key, @Nullable InetSocketAddress address, Metrics metrics, Supplier<Health> health) {
        if (address == null) {
            return new MetricsServer(null);
        }
        HttpServer server;
        try {
            server = HttpServer.create(address, 0);
        } catch (IOException | RuntimeException e) {
            throw new UsageException(
                    key + ": cannot listen at " + address + ": " + e.getMessage()
                            + "; choose an address of this machine" + " and a port that is free",
                    e);
        }
        server.createContext("/metrics", new MetricsHandler(metrics.registry()));
        server.createContext("/health", exchange -> answer(exchange, health.get()));
        server.start();
        return new MetricsServer(server);
    }

    private static void answer(HttpExchange exchange, Health health) throws IOException {
        byte[] body = Json.write(health).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(health.serves() ? 200 : 503, body.length);
        try (exchange) {
            exchange.getResponseBody().write(body);
        }
    }

    @Override
    public void close() {
        if (server != null) {
            server.stop(0);
        }
    }
}
