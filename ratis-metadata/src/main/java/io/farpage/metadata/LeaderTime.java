package io.farpage.metadata;

import io.farpage.api.Clock;

/**
 * What a peer stamps commands with while it leads: its own clock, moved so that it never falls behind the state. Peers'
 * clocks need not agree; a change of leaders, or a time without any, can only make leases last longer. Thread-safe.
 */
final class LeaderTime {
    private static final long NANOS_PER_MS = 1_000_000;

    private final Clock clock;
    private long aheadMs;

    LeaderTime(Clock clock) {
        this.clock = clock;
        aheadMs = -localMs();
    }

    /** The time now, for a state whose newest command had {@code stateMs}. */
    synchronized long stamp(long stateMs) {
        long localMs = localMs();
        aheadMs = Math.max(aheadMs, stateMs - localMs);
        return localMs + aheadMs;
    }

    private long localMs() {
        return clock.nanoTime() / NANOS_PER_MS;
    }
}
