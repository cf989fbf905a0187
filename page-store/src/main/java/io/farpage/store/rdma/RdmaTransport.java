package io.farpage.store.rdma;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.LatencyClass;
import io.farpage.api.Threads;
import io.farpage.api.Transport;

/**
 * The client's end of the RDMA transport. Reads, and writes to members that are present, are started by the calling thread and
 * completed by whoever {@linkplain HostConnection#poll polls}; writes to members that are joining are done by the host and
 * completed by the connection's own thread. Thread-safe.
 */
public final class RdmaTransport implements Transport {
    private final RdmaConfig config;
    private final Threads threads;

    /** A transport; {@code threads} for one for each connection, a real one, as it blocks in system calls. */
    public RdmaTransport(RdmaConfig config, Threads threads) {
        this.config = config;
        this.threads = threads;
    }

    @Override
    public HostConnection connect(HostInfo host) {
        RdmaConnection connection = new RdmaConnection(host, config, threads);
        connection.start();
        return connection;
    }

    @Override
    public LatencyClass latency(HostInfo host) {
        return LatencyClass.ONE_SIDED;
    }
}
