package io.farpage.metadata;

import io.farpage.api.Clock;

/**
 * A directory on a state machine in the same process, without replication: for the simulator, and for tests that want the
 * real rules without a Raft group. Never blocks; thread-safe.
 */
public final class LocalDirectory extends CommandDirectory {
    private static final long NANOS_PER_MS = 1_000_000;

    private final ClusterState state;
    private final Clock clock;
    private long requests;

    /**
     * Takes over a state machine.
     *
     * @param state nobody else uses it from now on
     * @param clock what leases are measured with
     */
    public LocalDirectory(ClusterState state, Clock clock) {
        this.state = state;
        this.clock = clock;
    }

    @Override
    synchronized byte[] change(byte[] command) {
        return state.apply(clock.nanoTime() / NANOS_PER_MS, command);
    }

    @Override
    synchronized byte[] read(byte[] query) {
        return state.query(query);
    }

    @Override
    synchronized String newRequestId() {
        requests++;
        return "local-" + requests;
    }
}
