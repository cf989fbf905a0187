package io.farpage.store.shm;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.LatencyClass;
import io.farpage.api.Threads;
import io.farpage.api.Transport;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The client's end of the shared memory transport. Reads, and writes to members that are present, are done by the calling
 * thread in mapped memory and complete within {@code submit}, without allocating. The first op to a slab, and the first after
 * a slab has moved, waits for the host to say where it is; writes to members that are joining are done by the host. Those
 * complete later, from the connection's own thread.
 *
 * <p>A connection notices the death of its host when the kernel closes the socket, and unmaps all of it. Thread-safe.
 */
public final class ShmTransport implements Transport {
    private final Threads threads;
    private final long replyTimeoutNs;

    /**
     * A transport.
     *
     * @param threads for a thread of its own for each connection; real ones, as they block
     * @param replyTimeout how long control calls wait for a host's answer
     */
    public ShmTransport(Threads threads, Duration replyTimeout) {
        if (!replyTimeout.isPositive()) {
            throw new IllegalArgumentException("time-out of " + replyTimeout + " for answers of hosts is not positive");
        }
        this.threads = threads;
        this.replyTimeoutNs = replyTimeout.toNanos();
    }

    @Override
    public HostConnection connect(HostInfo host) {
        ShmConnection connection = new ShmConnection(host.ref(), directoryOf(host), threads, replyTimeoutNs);
        connection.start();
        return connection;
    }

    @Override
    public LatencyClass latency(HostInfo host) {
        return LatencyClass.MEMORY;
    }

    /** An address that is none of ours cannot be a path; then nobody is where we look instead. */
    private static Path directoryOf(HostInfo host) {
        try {
            return Path.of(host.address());
        } catch (InvalidPathException e) {
            return Path.of("no-such-directory");
        }
    }
}
