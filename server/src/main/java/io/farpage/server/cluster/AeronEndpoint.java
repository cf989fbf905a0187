package io.farpage.server.cluster;

import io.aeron.exceptions.AeronException;
import io.farpage.api.Threads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.HostSettings;
import io.farpage.server.metrics.Metrics;
import io.farpage.store.MemoryHost;
import io.farpage.store.SlabSpace;
import io.farpage.store.aeron.AeronAddress;
import io.farpage.store.aeron.AeronConfig;
import io.farpage.store.aeron.AeronCounter;
import io.farpage.store.aeron.AeronHostServer;
import io.farpage.store.aeron.AeronMedia;

/** Aeron over UDP: slabs are memory of the process. */
final class AeronEndpoint implements HostEndpoint {
    private final AeronMedia media;
    private final AeronHostServer server;
    private final AeronAddress address;

    AeronEndpoint(ClusterSettings cluster, HostSettings settings, HostSurroundings around, Threads threads) {
        media = AeronProcess.start(cluster, threads);
        try {
            server = new AeronHostServer(media, settings.aeronAddress(), AeronConfig.defaults(), around::wayTo);
            address = around.reachableAt(server.address());
        } catch (AeronException | IllegalStateException e) {
            media.close();
            throw new UsageException(
                    settings.hostId() + " cannot listen at " + settings.aeronAddress() + ": " + e.getMessage()
                            + "; set aeronHost to an address of this machine and aeronPort to a free UDP port",
                    e);
        }
    }

    @Override
    public String address() {
        return address.toString();
    }

    @Override
    public SlabSpace space() {
        return SlabSpace.PRIVATE;
    }

    @Override
    public void serve(MemoryHost host) {
        server.serve(host);
    }

    @Override
    public void show(Metrics metrics) {
        for (AeronCounter each : AeronCounter.values()) {
            metrics.counter(
                    "farpage_" + each.metricName() + "_total",
                    each.help(),
                    () -> media.counters().get(each));
        }
    }

    @Override
    public void close() {
        server.close();
        media.close();
    }
}
