package io.farpage.server.cluster;

import io.farpage.api.Threads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.HostSettings;
import io.farpage.server.metrics.Metrics;
import io.farpage.store.MemoryHost;
import io.farpage.store.SlabSpace;

/** A host's end of the transport that its settings name: where clients find it, before it has a name and after. */
interface HostEndpoint extends AutoCloseable {
    /**
     * Opens it; nobody is served yet.
     *
     * @throws UsageException when what the settings name cannot be used
     */
    static HostEndpoint open(ClusterSettings cluster, HostSettings settings, HostSurroundings around, Threads threads) {
        return switch (settings.transport()) {
            case SHM -> new ShmEndpoint(settings, threads);
            case AERON -> new AeronEndpoint(cluster, settings, around, threads);
            case RDMA -> new RdmaEndpoint(settings, threads);
        };
    }

    /** Where clients find it, as {@link Transports} reads it. */
    String address();

    /** Where this transport wants the memory of slabs. */
    SlabSpace space();

    /** Serves that host from now on. */
    void serve(MemoryHost host);

    /** Adds what it counts. */
    void show(Metrics metrics);

    @Override
    void close();
}
