package io.farpage.bench.workloads;

import io.farpage.api.HostState;
import io.farpage.api.Redundancy;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteMemory;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterProcesses;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A cluster with a map for YCSB on it, whose hosts can be killed one after the other; all of it is gone when it is closed. */
final class WorkloadCluster implements AutoCloseable {
    /** The region of the map. */
    static final String MAP = "ycsb";

    private static final long PATIENCE_NS = 120_000_000_000L;
    private static final int LOOK_MS = 50;

    private final Start start;
    private final long mapBytes;
    private final Redundancy redundancy;
    private @Nullable BenchCluster started;
    private int nextVictim;

    /** Starts a cluster. */
    interface Start {
        BenchCluster cluster() throws IOException;
    }

    /** It is not started yet. */
    WorkloadCluster(Start start, long mapBytes, Redundancy redundancy) {
        this.start = start;
        this.mapBytes = mapBytes;
        this.redundancy = redundancy;
    }

    /** Starts it and fills the map, if that was not done yet. */
    void start() throws IOException {
        if (started == null) {
            started = start.cluster();
            RegionOptions options =
                    RegionOptions.DEFAULT.withRedundancy(redundancy).withLocalBytes(mapBytes);
            try (RemoteRegion region = started.client().memory().create(MAP, mapBytes, options)) {
                Ycsb.load(region);
            }
        }
    }

    Redundancy redundancy() {
        return redundancy;
    }

    RemoteMemory memory() {
        return started().client().memory();
    }

    private BenchCluster started() {
        return Objects.requireNonNull(started, "the cluster is not started");
    }

    /** Kills the next host. */
    void kill() {
        ClusterProcesses.kill(started().hosts().get(nextVictim));
    }

    /** Waits until the killed host is made good, starts it again and chooses the next to be killed. */
    void recover(RemoteRegion region) throws InterruptedException {
        ClusterClient client = started().client();
        int victim = nextVictim;
        until(
                "the killed host is dead",
                () -> client.directory().hosts().get(victim).state() == HostState.DEAD);
        until(
                "full tolerance",
                () -> client.status().repair().fragmentsLeft() == 0 && region.tolerates() == redundancy.parity());
        try {
            started().restart(victim);
        } catch (IOException e) {
            throw new UncheckedIOException("host-" + victim + ", which was killed, cannot be started again: " + e, e);
        }
        // Killed for the fifth time it is not trusted for minutes, but gets slabs where there are not enough others.
        until("the host is back", () -> client.directory().hosts().get(victim).state() != HostState.DEAD);
        nextVictim = (victim + 1) % started().hosts().size();
    }

    private interface Condition {
        boolean isMet();
    }

    private static void until(String what, Condition condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.isMet()) {
            if (System.nanoTime() - start > PATIENCE_NS) {
                throw new IllegalStateException("not within " + PATIENCE_NS / 1_000_000_000 + " s: " + what);
            }
            Thread.sleep(LOOK_MS);
        }
    }

    @Override
    public void close() {
        if (started != null) {
            started.close();
        }
    }
}
