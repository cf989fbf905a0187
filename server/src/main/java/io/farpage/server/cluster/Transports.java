package io.farpage.server.cluster;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.LatencyClass;
import io.farpage.api.Threads;
import io.farpage.api.Transport;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.ClusterSettings;
import io.farpage.store.aeron.AeronAddress;
import io.farpage.store.aeron.AeronConfig;
import io.farpage.store.aeron.AeronMedia;
import io.farpage.store.aeron.AeronTransport;
import io.farpage.store.rdma.RdmaAddress;
import io.farpage.store.rdma.RdmaConfig;
import io.farpage.store.rdma.RdmaTransport;
import io.farpage.store.shm.ShmTransport;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Reaches every host by the transport that its address names, as {@code kind:address}. Its part in Aeron starts with the first
 * host that is reached so. To be closed after all connections. Thread-safe.
 */
final class Transports implements Transport, AutoCloseable {
    static final String SHM = "shm:";
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);

    private final ClusterSettings cluster;
    private final Threads threads;
    private final ShmTransport shm;
    private @Nullable AeronMedia media;
    private @Nullable AeronTransport aeron;
    private @Nullable RdmaTransport rdma;

    Transports(ClusterSettings cluster, Threads threads) {
        this.cluster = cluster;
        this.threads = threads;
        shm = new ShmTransport(threads, REPLY_TIMEOUT);
    }

    /**
     * Connects.
     *
     * @throws UsageException when the host is on Aeron or RDMA and this process cannot take part in it
     */
    @Override
    public HostConnection connect(HostInfo host) {
        String address = host.address();
        if (address.startsWith(AeronAddress.SCHEME)) {
            return aeron().connect(host);
        }
        if (address.startsWith(RdmaAddress.SCHEME)) {
            return rdma().connect(host);
        }
        String rest = address.startsWith(SHM) ? address.substring(SHM.length()) : address;
        return shm.connect(new HostInfo(
                host.ref(), rest, host.failureDomain(), host.capacityBytes(), host.usedBytes(), host.state()));
    }

    @Override
    public LatencyClass latency(HostInfo host) {
        String address = host.address();
        if (address.startsWith(AeronAddress.SCHEME)) {
            return LatencyClass.MESSAGES;
        }
        return address.startsWith(RdmaAddress.SCHEME) ? LatencyClass.ONE_SIDED : LatencyClass.MEMORY;
    }

    private synchronized AeronTransport aeron() {
        AeronTransport there = aeron;
        if (there == null) {
            media = AeronProcess.start(cluster, threads);
            there = new AeronTransport(media, AeronConfig.defaults());
            aeron = there;
        }
        return there;
    }

    private synchronized RdmaTransport rdma() {
        RdmaTransport there = rdma;
        if (there == null) {
            RdmaEndpoint.requireDevice();
            there = new RdmaTransport(RdmaConfig.defaults(), threads);
            rdma = there;
        }
        return there;
    }

    @Override
    public synchronized void close() {
        if (media != null) {
            media.close();
        }
    }
}
