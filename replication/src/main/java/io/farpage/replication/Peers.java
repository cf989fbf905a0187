package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.FragmentOp;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.HostStats;
import io.farpage.api.LatencyClass;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Reply;
import io.farpage.api.Transport;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/** One connection to each host incarnation that is used, shared by all regions of a process. Thread-safe. */
public final class Peers implements AutoCloseable {
    private final Transport transport;
    private final PlacementDirectory directory;
    private final ConcurrentHashMap<HostRef, Peer> byRef = new ConcurrentHashMap<>();
    private final RetryBudget retries = new RetryBudget();
    private volatile boolean closed;

    public Peers(Transport transport, PlacementDirectory directory) {
        this.transport = transport;
        this.directory = directory;
    }

    /**
     * What a host says of itself. Asks it; blocks for a bounded time.
     *
     * @throws DirectoryException when the directory does not say where the host is
     */
    public Reply<HostStats> stats(HostRef host) {
        HostConnection connection = get(host).connection();
        return connection == null
                ? new Reply.Failed<>(Reply.Failure.UNREACHABLE, host + " is gone")
                : connection.stats();
    }

    /** How far away a host is. */
    LatencyClass latency(HostInfo host) {
        return transport.latency(host);
    }

    /** The peer for an incarnation; its connection is made when it is first used. Does not block. */
    Peer get(HostRef ref) {
        return byRef.computeIfAbsent(ref, Peer::new);
    }

    /** The peer for the incarnation that the directory has described so. Does not block. */
    Peer get(HostInfo host) {
        Peer peer = get(host.ref());
        peer.address = host;
        peer.unknown = false;
        return peer;
    }

    /** What the process may ask for once more of hosts that were overloaded. */
    RetryBudget retries() {
        return retries;
    }

    /** Whether an incarnation will never answer again. Asks the directory, off the data path, until it says so. */
    boolean isDead(HostRef ref) {
        Peer peer = get(ref);
        if (!peer.dead) {
            HostInfo info = info(ref.host().value());
            peer.dead = info == null || info.ref().incarnation() != ref.incarnation() || info.state() == HostState.DEAD;
        }
        return peer.dead;
    }

    private @Nullable HostInfo info(int host) {
        return directory.hosts().stream()
                .filter(h -> h.ref().host().value() == host)
                .findFirst()
                .orElse(null);
    }

    /** Closes all connections; one that is asked for again is made again. */
    public void disconnect() {
        byRef.values().forEach(peer -> peer.reset(peer.connection));
    }

    @Override
    public void close() {
        closed = true;
        disconnect();
    }

    /** One host incarnation as this process sees it. */
    final class Peer {
        private static final float SLOW = 0.5f;
        private static final float NOT_LATE = 0.01f;
        private static final int ASKED_ONE_IN = 1024;

        private final HostRef ref;
        private volatile @Nullable HostInfo address;
        private volatile @Nullable HostConnection connection;
        private volatile boolean unknown;
        private volatile boolean failed;
        private float lateness;
        private int passedOver;
        private volatile boolean dead;
        private int answers;

        Peer(HostRef ref) {
            this.ref = ref;
        }

        HostRef ref() {
            return ref;
        }

        /** Whether the last fragment that was asked of it found nobody, so that others are asked first. */
        boolean failed() {
            return failed;
        }

        /**
         * Whether its fragments have mostly been late of late, so that others are asked first. Now and then it is asked all
         * the same, to learn whether it still is.
         */
        boolean slow() {
            return lateness > SLOW && ++passedOver % ASKED_ONE_IN != 0;
        }

        /** What is noted of lateness may be lost to another thread that notes it at the same time: it is a guess anyway. */
        void noteLate() {
            lateness += (1 - lateness) / 4;
        }

        void noteInTime() {
            float before = lateness;
            if (before > 0) {
                lateness = before < NOT_LATE ? 0 : before - before / 8;
            }
        }

        /** A number that has changed when the host has answered anybody since it was read last; one that is lost makes no difference. */
        int answers() {
            return answers;
        }

        void noteOutcome(FragmentOp.Status status) {
            boolean unreachable = status == FragmentOp.Status.UNREACHABLE || status == FragmentOp.Status.CANCELLED;
            if (!unreachable) {
                answers++;
            }
            if (unreachable != failed) {
                failed = unreachable;
            }
        }

        /** Whether the directory did not say where it is when it was last to be reached: that says nothing of the host. */
        boolean unknown() {
            return unknown;
        }

        /**
         * The connection, or null when there is no such host; made on first use, for which the directory is asked.
         *
         * @throws DirectoryException when the directory does not answer
         */
        @Nullable
        HostConnection connection() {
            HostConnection current = connection;
            return current != null ? current : connect();
        }

        /** As {@link #connection}, for the data path: null as well while the directory does not answer. */
        @Nullable
        HostConnection reach() {
            HostConnection current = connection;
            if (current != null) {
                return current;
            }
            try {
                current = connect();
            } catch (DirectoryException e) {
                unknown = true;
            }
            return current;
        }

        private @Nullable HostConnection connect() {
            HostInfo known = address;
            if (known == null) {
                known = info(ref.host().value());
                unknown = false;
                if (known == null || !known.ref().equals(ref)) {
                    return null;
                }
                address = known;
            }
            HostConnection fresh = transport.connect(known);
            synchronized (this) {
                if (connection == null && !closed) {
                    connection = fresh;
                    return fresh;
                }
            }
            fresh.close();
            return connection;
        }

        /**
         * Closes a connection of this peer, and the next use makes another. On return nothing that was submitted through it is pending
         * or can land any more, also when another thread has begun to close it.
         */
        void reset(@Nullable HostConnection used) {
            synchronized (this) {
                if (used != null && used.equals(connection)) {
                    connection = null;
                }
            }
            if (used != null) {
                used.close();
            }
        }
    }
}
