package io.farpage.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one peer of the metadata group is told.
 *
 * @param id which of the cluster's metadata peers it is
 * @param directory where its log and snapshots are, its own alone
 * @param http where it answers {@code /metrics} and {@code /health}, as {@code HOST:PORT}; nowhere if left out
 */
public record MetadataSettings(
        @JsonProperty(required = true) String id,
        @JsonProperty(required = true) Path directory,
        @Nullable String http) {
    public MetadataSettings {
        Settings.address("http", http);
    }

    public @Nullable InetSocketAddress httpAddress() {
        return Settings.address("http", http);
    }
}
