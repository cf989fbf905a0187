package io.farpage.server.cluster;

import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.server.metrics.Metrics;
import io.farpage.store.MemoryHost;
import io.farpage.store.shm.ShmServer;
import java.util.function.ToDoubleFunction;

/** What a memory host shows to those who watch it. */
final class HostMetrics {
    private HostMetrics() {}

    static Metrics of(MemoryHost host, ShmServer server) {
        return Metrics.ofProcess()
                .gauge(
                        "farpage_host_capacity_bytes",
                        "Memory that the host lends",
                        () -> of(host, HostStats::capacityBytes))
                .gauge("farpage_host_used_bytes", "Memory that its slabs take", () -> of(host, HostStats::usedBytes))
                .gauge("farpage_host_slabs", "Slabs that it has", () -> of(host, HostStats::slabs))
                .gauge(
                        "farpage_shm_clients",
                        "Clients that are connected",
                        () -> server.stats().clients())
                .counter(
                        "farpage_shm_malformed_frames_total",
                        "Messages that were refused, each with its connection",
                        () -> server.stats().malformedFrames())
                .counter(
                        "farpage_shm_slab_moves_total",
                        "Slabs moved away from a writer that stopped half way",
                        () -> server.stats().slabMoves())
                .counter(
                        "farpage_shm_failed_accepts_total",
                        "Clients that found no file descriptor left",
                        () -> server.stats().failedAccepts())
                .counter(
                        "farpage_shm_left_files_total",
                        "Files of slabs that could not be removed",
                        () -> server.stats().leftFiles());
    }

    private static double of(MemoryHost host, ToDoubleFunction<HostStats> value) {
        return host.stats() instanceof Reply.Done<HostStats> done ? value.applyAsDouble(done.value()) : 0;
    }
}
