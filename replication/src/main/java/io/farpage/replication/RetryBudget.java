package io.farpage.replication;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Keeps the fragments that a process asks for once more, because a host was overloaded, below a tenth of those that it asks
 * for, so that trying again never makes an overload last. A token bucket: each first request puts a tenth of a token in, each
 * further one takes a whole one out. Thread-safe; allocates nothing.
 */
final class RetryBudget {
    /** Requests for which one may be sent again. */
    static final int REQUESTS_PER_RETRY = 10;

    /** What it holds at first, so that a process which has hardly begun may try again too. */
    static final int RESERVE = 64;

    /** What it saves at the most: quiet hours must not pay for a storm. */
    static final int MOST = 1024;

    private static final long TENTHS = REQUESTS_PER_RETRY;

    private final AtomicLong tenths = new AtomicLong(RESERVE * TENTHS);

    /** Notes requests that are sent for the first time. */
    void noteRequests(int count) {
        long before = tenths.get();
        // Full most of the time: then it costs a read. A race that loses a deposit is harmless.
        if (before < MOST * TENTHS) {
            tenths.compareAndSet(before, Math.min(MOST * TENTHS, before + count));
        }
    }

    /** Whether so many may be sent once more; takes all of them or none. */
    boolean tryTake(int count) {
        long cost = count * TENTHS;
        for (long before = tenths.get(); before >= cost; before = tenths.get()) {
            if (tenths.compareAndSet(before, before - cost)) {
                return true;
            }
        }
        return false;
    }
}
