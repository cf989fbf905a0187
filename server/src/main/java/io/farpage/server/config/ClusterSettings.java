package io.farpage.server.config;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.farpage.metadata.MetadataAddress;
import io.farpage.metadata.MetadataGroup;
import io.farpage.store.aeron.MediaConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What all processes of a cluster, and its clients, agree on: the file is the same on every machine.
 *
 * @param clusterId names the cluster for good; data directories of another one are refused
 * @param metadata the peers of the metadata group, an odd number
 * @param slabMiB memory of a full slab, 1 to 1024 MiB
 * @param heartbeatMs time between two questions to a host, 10 to 60,000; within about three of them a dead one is known
 * @param leaseMs how long others wait for an owner that has gone silent, 100 to 3,600,000
 * @param placement how hosts for slab groups are chosen
 * @param aeronDriver for hosts on Aeron: the directory, on each machine, of a media driver that runs by itself and that all
 *     processes there use; every process runs its own if left out
 * @param aeronParkUs for hosts on Aeron: how long a process that has nothing to do sleeps before it looks for messages again,
 *     1 to 100,000 µs; less is quicker, more takes less of the processor
 * @param repairMiBps how much repair, and moving slabs, may read and write a second, 1 to 100,000 MiB
 * @param scrubMiBps how much scrubbing in the background may read and write a second, 1 to 100,000 MiB
 */
public record ClusterSettings(
        @JsonProperty(required = true) UUID clusterId,
        @JsonProperty(required = true) List<MetadataAddress> metadata,
        int slabMiB,
        int heartbeatMs,
        int leaseMs,
        PlacementKind placement,
        @JsonInclude(JsonInclude.Include.NON_NULL) @Nullable Path aeronDriver,
        int aeronParkUs,
        int repairMiBps,
        int scrubMiBps) {
    /** The usual slab. */
    public static final int DEFAULT_SLAB_MIB = 64;

    /** The usual time between two heartbeats. */
    public static final int DEFAULT_HEARTBEAT_MS = 500;

    /** The usual lease. */
    public static final int DEFAULT_LEASE_MS = 10_000;

    /** The usual sleep of a process that has nothing to do. */
    public static final int DEFAULT_AERON_PARK_US = 1000;

    /** The usual budget of repair. */
    public static final int DEFAULT_REPAIR_MIBPS = 256;

    /** The usual budget of scrubbing in the background. */
    public static final int DEFAULT_SCRUB_MIBPS = 4;

    public ClusterSettings {
        metadata = List.copyOf(metadata);
        slabMiB = Settings.within("slabMiB", slabMiB, DEFAULT_SLAB_MIB, 1, 1024);
        heartbeatMs = Settings.within("heartbeatMs", heartbeatMs, DEFAULT_HEARTBEAT_MS, 10, 60_000);
        leaseMs = Settings.within("leaseMs", leaseMs, DEFAULT_LEASE_MS, 100, 3_600_000);
        placement = Settings.orElse(placement, PlacementKind.LEAST_USED);
        aeronParkUs = Settings.within("aeronParkUs", aeronParkUs, DEFAULT_AERON_PARK_US, 1, 100_000);
        repairMiBps = Settings.within("repairMiBps", repairMiBps, DEFAULT_REPAIR_MIBPS, 1, 100_000);
        scrubMiBps = Settings.within("scrubMiBps", scrubMiBps, DEFAULT_SCRUB_MIBPS, 1, 100_000);
    }

    /** How each of its processes takes part in Aeron. */
    public MediaConfig aeron() {
        MediaConfig config = MediaConfig.defaults().withMaxParkNs(TimeUnit.MICROSECONDS.toNanos(aeronParkUs));
        return aeronDriver == null ? config : config.withExternalDriver(aeronDriver);
    }

    /** The metadata group as its peers and clients know it. */
    public MetadataGroup metadataGroup() {
        return new MetadataGroup(clusterId, metadata);
    }

    public long slabBytes() {
        return (long) slabMiB << 20;
    }

    public long repairBytesPerSecond() {
        return (long) repairMiBps << 20;
    }

    public long scrubBytesPerSecond() {
        return (long) scrubMiBps << 20;
    }

    public Duration heartbeat() {
        return Duration.ofMillis(heartbeatMs);
    }

    public Duration lease() {
        return Duration.ofMillis(leaseMs);
    }
}
