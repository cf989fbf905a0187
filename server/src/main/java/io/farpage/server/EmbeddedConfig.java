package io.farpage.server;

import io.farpage.server.config.PlacementKind;
import java.nio.file.Path;
import java.time.Duration;

/**
 * An embedded cluster, checked and fixed. Every member but {@code directory} has a default that suits a test.
 *
 * @param directory where the metadata group keeps its log; made if missing, the caller deletes it
 * @param hosts memory hosts, each a failure domain of its own
 * @param hostBytes memory that each lends
 * @param slabBytes memory of a full slab
 * @param localBytes local memory of each region's pager, unless the region asks for another
 * @param metadataPeers peers of the metadata group: 1, 3 or 5
 * @param heartbeat time between two questions to a host; within about three of them a dead one is known
 * @param lease how long others wait for an owner that has gone silent
 * @param placement how hosts for slab groups are chosen
 */
public record EmbeddedConfig(
        Path directory,
        int hosts,
        long hostBytes,
        long slabBytes,
        long localBytes,
        int metadataPeers,
        Duration heartbeat,
        Duration lease,
        PlacementKind placement) {
    public EmbeddedConfig {
        check(hosts >= 1 && hosts <= 1000, "hosts: " + hosts + " is not in 1..1000");
        check(slabBytes >= 1 << 16, "slabBytes: " + slabBytes + " is less than 64 KiB");
        check(hostBytes >= slabBytes, "hostBytes: " + hostBytes + " does not hold one slab of " + slabBytes);
        check(localBytes > 0, "localBytes: " + localBytes + " is not positive");
        check(
                metadataPeers == 1 || metadataPeers == 3 || metadataPeers == 5,
                "metadataPeers: " + metadataPeers + " is not 1, 3 or 5");
        check(heartbeat.isPositive(), "heartbeat: " + heartbeat + " is not positive");
        check(lease.isPositive(), "lease: " + lease + " is not positive");
    }

    private static void check(boolean fits, String problem) {
        if (!fits) {
            throw new IllegalArgumentException("embedded cluster: " + problem);
        }
    }

    /** Starts from the defaults: 8 hosts of 256 MiB, slabs of 4 MiB, 16 MiB of local memory, 3 peers. */
    public static Builder builder(Path directory) {
        return new Builder(directory);
    }

    /** Collects what differs from the defaults. */
    public static final class Builder {
        private final Path directory;
        private int hosts = 8;
        private long hostBytes = 256L << 20;
        private long slabBytes = 4L << 20;
        private long localBytes = 16L << 20;
        private int metadataPeers = 3;
        private Duration heartbeat = Duration.ofMillis(500);
        private Duration lease = Duration.ofSeconds(10);
        private PlacementKind placement = PlacementKind.LEAST_USED;

        private Builder(Path directory) {
            this.directory = directory;
        }

        public Builder hosts(int count) {
            hosts = count;
            return this;
        }

        public Builder hostBytes(long bytes) {
            hostBytes = bytes;
            return this;
        }

        public Builder slabBytes(long bytes) {
            slabBytes = bytes;
            return this;
        }

        public Builder localBytes(long bytes) {
            localBytes = bytes;
            return this;
        }

        public Builder metadataPeers(int count) {
            metadataPeers = count;
            return this;
        }

        public Builder heartbeat(Duration time) {
            heartbeat = time;
            return this;
        }

        public Builder lease(Duration time) {
            lease = time;
            return this;
        }

        public Builder placement(PlacementKind kind) {
            placement = kind;
            return this;
        }

        /** Checks everything. */
        public EmbeddedConfig build() {
            return new EmbeddedConfig(
                    directory, hosts, hostBytes, slabBytes, localBytes, metadataPeers, heartbeat, lease, placement);
        }
    }
}
