package io.farpage.server.config;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.farpage.metadata.MetadataAddress;
import io.farpage.metadata.MetadataGroup;
import java.time.Duration;
import java.util.List;
import java.util.UUID;

/**
 * What all processes of a cluster, and its clients, agree on: the file is the same on every machine.
 *
 * @param clusterId names the cluster for good; data directories of another one are refused
 * @param metadata the peers of the metadata group, an odd number
 * @param slabMiB memory of a full slab, 1 to 1024 MiB
 * @param heartbeatMs time between two questions to a host, 10 to 60,000; one that misses three is dead
 * @param leaseMs how long others wait for an owner that has gone silent, 100 to 3,600,000
 */
public record ClusterSettings(
        @JsonProperty(required = true) UUID clusterId,
        @JsonProperty(required = true) List<MetadataAddress> metadata,
        int slabMiB,
        int heartbeatMs,
        int leaseMs) {
    /** The usual slab. */
    public static final int DEFAULT_SLAB_MIB = 64;

    /** The usual time between two heartbeats. */
    public static final int DEFAULT_HEARTBEAT_MS = 500;

    /** The usual lease. */
    public static final int DEFAULT_LEASE_MS = 10_000;

    public ClusterSettings {
        metadata = List.copyOf(metadata);
        slabMiB = Settings.within("slabMiB", slabMiB, DEFAULT_SLAB_MIB, 1, 1024);
        heartbeatMs = Settings.within("heartbeatMs", heartbeatMs, DEFAULT_HEARTBEAT_MS, 10, 60_000);
        leaseMs = Settings.within("leaseMs", leaseMs, DEFAULT_LEASE_MS, 100, 3_600_000);
    }

    /** The metadata group as its peers and clients know it. */
    public MetadataGroup metadataGroup() {
        return new MetadataGroup(clusterId, metadata);
    }

    public long slabBytes() {
        return (long) slabMiB << 20;
    }

    public Duration heartbeat() {
        return Duration.ofMillis(heartbeatMs);
    }

    public Duration lease() {
        return Duration.ofMillis(leaseMs);
    }
}
