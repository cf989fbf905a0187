package io.farpage.pager;

import io.farpage.api.Threads;
import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Pauses between tries that grow, until the time for them is over. Starts counting when it is made. Not thread-safe. */
final class Patience {
    private static final long FIRST_PAUSE_NS = 500_000;
    private static final long MAX_PAUSE_NS = 100_000_000;

    private final Threads threads;
    private final BooleanSupplier giveUp;
    private final long startNs;
    private final long timeoutNs;
    private long pauseNs = FIRST_PAUSE_NS;

    /** Pauses end early when {@code giveUp} holds. */
    Patience(Threads threads, Duration timeout, BooleanSupplier giveUp) {
        this.threads = threads;
        this.giveUp = giveUp;
        startNs = threads.nanoTime();
        timeoutNs = timeout.toNanos();
    }

    /** Pauses before the next try; returns false, at once, when there shall be none. */
    boolean pause() {
        long left = leftNs();
        if (left <= 0) {
            return false;
        }
        threads.await(giveUp, Math.min(left, pauseNs));
        pauseNs = Math.min(MAX_PAUSE_NS, pauseNs * 2);
        return true;
    }

    /** Blocks until the condition holds or the time is over; returns whether it held. */
    boolean await(BooleanSupplier condition) {
        return threads.await(condition, Math.max(0, leftNs()));
    }

    private long leftNs() {
        return timeoutNs - (threads.nanoTime() - startNs);
    }
}
