package io.farpage.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.farpage.api.HostId;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * What one memory host is told.
 *
 * @param id names the host for good, 0 or more
 * @param lendMiB memory that it lends, 1 MiB or more
 * @param failureDomain hosts with equal labels may fail together; the host's own name if left out
 * @param transport how clients reach it
 * @param shmDirectory for {@code shm}: a directory on a tmpfs, where its slabs are
 * @param http where it answers {@code /metrics} and {@code /health}, as {@code HOST:PORT}; nowhere if left out
 */
public record HostSettings(
        @JsonProperty(required = true) int id,
        int lendMiB,
        String failureDomain,
        TransportKind transport,
        Path shmDirectory,
        @Nullable String http) {
    /** The usual memory of a host. */
    public static final int DEFAULT_LEND_MIB = 1024;

    /** Where slabs are shared if nothing else is said. */
    public static final Path DEFAULT_SHM_DIRECTORY = Path.of("/dev/shm/farpage");

    public HostSettings {
        if (id < 0) {
            throw new IllegalArgumentException("id: " + id + " is negative");
        }
        lendMiB = Settings.within("lendMiB", lendMiB, DEFAULT_LEND_MIB, 1, 1 << 30);
        failureDomain = Settings.orElse(failureDomain, new HostId(id).toString());
        transport = Settings.orElse(transport, TransportKind.SHM);
        shmDirectory = Settings.orElse(shmDirectory, DEFAULT_SHM_DIRECTORY);
        Settings.address("http", http);
    }

    public @Nullable InetSocketAddress httpAddress() {
        return Settings.address("http", http);
    }

    public HostId hostId() {
        return new HostId(id);
    }

    public long lendBytes() {
        return (long) lendMiB << 20;
    }
}
