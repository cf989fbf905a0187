package io.farpage.pager;

import io.farpage.api.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;

/** Counts pages with bytes that the store has not acknowledged, and bounds them. Thread-safe. */
final class DirtyBudget {
    private final AtomicInteger pages = new AtomicInteger();
    private final int writeBackFrom;
    private final int limit;
    private final Duration timeout;
    private final Health health;
    private final Threads threads;
    private volatile boolean wanted;

    DirtyBudget(int frames, PagerConfig config, Health health, Threads threads) {
        writeBackFrom = Math.max(1, (int) ((long) frames * config.writeBackPercent() / 100));
        limit = Math.max(1, (int) ((long) frames * config.dirtyLimitPercent() / 100));
        timeout = config.retryTimeout();
        this.health = health;
        this.threads = threads;
    }

    int pages() {
        return pages.get();
    }

    /** Counts a page that is about to be dirtied; waits for write-back when that are too many. */
    void acquire() {
        if (tryAcquire()) {
            return;
        }
        Patience patience = new Patience(threads, timeout, health.stoppedCondition());
        do {
            wanted = true;
            boolean room = patience.await(() -> pages.get() < limit || health.stopped());
            health.check();
            if (!room) {
                throw health.impatient("cannot write to region '" + health.region() + "': " + pages.get()
                        + " pages are dirty, the most that local memory may hold back, and none could be stored within "
                        + timeout.toMillis() + " ms (" + health.lastTrouble() + "); nothing is lost, try again");
            }
        } while (!tryAcquire());
    }

    private boolean tryAcquire() {
        while (true) {
            int now = pages.get();
            if (now >= limit) {
                return false;
            }
            if (pages.compareAndSet(now, now + 1)) {
                return true;
            }
        }
    }

    /** A page is clean, or is not going to be dirtied after all. */
    void release() {
        pages.decrementAndGet();
    }

    /** Asks for write-back because there are no clean frames. */
    void want() {
        wanted = true;
    }

    /** Whether the background should write now. */
    boolean isWriteBackDue() {
        int now = pages.get();
        return now >= writeBackFrom || (wanted && now > 0);
    }

    /** A round of write-back begins that takes any dirty page when {@code true} is returned, else those not in use. */
    boolean beginRound() {
        boolean urgent = wanted;
        wanted = false;
        return urgent;
    }
}
