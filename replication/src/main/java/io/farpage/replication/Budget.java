package io.farpage.replication;

import io.farpage.api.Threads;

/** So many bytes a second: whoever has spent more waits before going on. Thread-safe. */
final class Budget {
    private static final double NS_PER_SECOND = 1e9;

    private final Threads threads;
    private final long bytesPerSecond;
    private long paidUntilNs;

    Budget(Threads threads, long bytesPerSecond) {
        if (bytesPerSecond < 1) {
            throw new IllegalArgumentException("a budget of " + bytesPerSecond + " bytes a second allows nothing");
        }
        this.threads = threads;
        this.bytesPerSecond = bytesPerSecond;
        paidUntilNs = threads.nanoTime();
    }

    /** Waits until what was spent before is paid for, and spends {@code bytes}. */
    void spend(long bytes) {
        long waitNs;
        synchronized (this) {
            long now = threads.nanoTime();
            waitNs = Math.max(0, paidUntilNs - now);
            paidUntilNs = now + waitNs + (long) (bytes * NS_PER_SECOND / bytesPerSecond);
        }
        if (waitNs > 0) {
            threads.await(() -> false, waitNs);
        }
    }
}
