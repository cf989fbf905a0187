package io.farpage.server.cluster;

import io.farpage.api.Threads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.HostSettings;
import io.farpage.server.metrics.Metrics;
import io.farpage.store.MemoryHost;
import io.farpage.store.SlabSpace;
import io.farpage.store.shm.ShmConfig;
import io.farpage.store.shm.ShmServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Shared memory: slabs are files that clients map. */
final class ShmEndpoint implements HostEndpoint {
    private final ShmServer server;

    ShmEndpoint(HostSettings settings, Threads threads) {
        try {
            server = ShmServer.open(ShmConfig.in(settings.shmDirectory()), threads);
        } catch (IOException e) {
            throw new UsageException(
                    settings.hostId() + " cannot share memory in " + settings.shmDirectory() + ": " + e.getMessage()
                            + "; set shmDirectory to a directory on a tmpfs that can be written",
                    e);
        }
    }

    @Override
    public String address() {
        return Transports.SHM + server.address();
    }

    @Override
    public SlabSpace space() {
        return server.space();
    }

    @Override
    public void serve(MemoryHost host) {
        server.serve(host);
    }

    @Override
    public void show(Metrics metrics) {
        metrics.gauge(
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

    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
    }
}
