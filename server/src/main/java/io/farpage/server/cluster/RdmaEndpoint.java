package io.farpage.server.cluster;

import io.farpage.api.Threads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.HostSettings;
import io.farpage.server.metrics.Metrics;
import io.farpage.store.MemoryHost;
import io.farpage.store.SlabSpace;
import io.farpage.store.rdma.RdmaAddress;
import io.farpage.store.rdma.RdmaDevice;
import io.farpage.store.rdma.RdmaServer;
import java.io.IOException;
import java.io.UncheckedIOException;

/** RDMA: slabs are memory of the process that a device lets clients reach. */
final class RdmaEndpoint implements HostEndpoint {
    private final RdmaServer server;

    RdmaEndpoint(HostSettings settings, Threads threads) {
        String ip = settings.rdmaHost() == null ? requireDevice() : settings.rdmaHost();
        try {
            server = RdmaServer.open(new RdmaAddress(ip, settings.rdmaPort(), settings.rdmaDataPort()), threads);
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(
                    settings.hostId() + " cannot use RDMA: " + e.getMessage()
                            + "; set rdmaHost to the IPv4 address of an RDMA device and rdmaPort and rdmaDataPort to free ports",
                    e);
        }
    }

    /**
     * The address of this machine's first RDMA device.
     *
     * @throws UsageException when it has none, or this build cannot use it
     */
    static String requireDevice() {
        try {
            return RdmaDevice.firstAddress();
        } catch (IOException e) {
            throw new UsageException("--transport rdma: " + e.getMessage(), e);
        }
    }

    @Override
    public String address() {
        return server.address().toString();
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
        metrics.gauge("farpage_rdma_clients", "Clients that are connected", server::clients)
                .counter(
                        "farpage_rdma_malformed_frames_total",
                        "Messages that were refused, each with its connection",
                        server::malformedFrames)
                .counter(
                        "farpage_rdma_failed_accepts_total",
                        "Connections that could not be accepted, because the device had no room",
                        server::failedAccepts);
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
