package io.farpage.replication;

import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;

/**
 * When a read that has to wait asks for a fragment more than it needs, and how often that may be. It waits for as long as
 * such reads normally take, smoothed as TCP's retransmission time-out is (RFC 6298, section 2), apart for reads of few and
 * of many pages; and at most one page in twenty costs an extra fragment in the long run, so that a cluster that is slow
 * as a whole is not made slower. Thread-safe; allocates nothing.
 */
final class ExtraReads {
    private static final int PAGES_PER_EXTRA = 20;
    private static final int BURST = 64;
    private static final int SIZE_CLASSES = 12;
    private static final int MOST_OF_TIMEOUT = 4;

    private final long leastNs;
    private final long mostNs;
    private final AtomicLongArray smoothedNs = new AtomicLongArray(SIZE_CLASSES);
    private final AtomicLongArray deviationNs = new AtomicLongArray(SIZE_CLASSES);
    private final AtomicLong credit = new AtomicLong((long) BURST * PAGES_PER_EXTRA);

    ExtraReads(StripeConfig config) {
        leastNs = config.hedgeAfterNs();
        mostNs = Math.max(leastNs, config.opTimeoutNs() / MOST_OF_TIMEOUT);
    }

    private static int sizeClass(int pages) {
        return Math.min(SIZE_CLASSES - 1, Integer.SIZE - Integer.numberOfLeadingZeros(pages));
    }

    /** How long a read of so many pages is normally waited for, at the most. */
    long patienceNs(int pages) {
        int size = sizeClass(pages);
        return Math.clamp(smoothedNs.get(size) + 4 * deviationNs.get(size), leastNs, mostNs);
    }

    /** Notes how long a read of so many pages was waited for. */
    void waited(int pages, long ns) {
        int size = sizeClass(pages);
        long smoothed = smoothedNs.get(size);
        long deviation = deviationNs.get(size);
        // Two threads at once may lose one of two samples, which is no loss.
        deviationNs.lazySet(size, deviation + (Math.abs(ns - smoothed) - deviation) / 4);
        smoothedNs.lazySet(size, smoothed + (ns - smoothed) / 8);
    }

    /** Notes that so many pages are read, each of which allows a twentieth of an extra fragment. */
    void earn(int pages) {
        if (credit.get() < (long) BURST * PAGES_PER_EXTRA) {
            credit.addAndGet(pages);
        }
    }

    /** Takes leave to ask for one extra fragment. */
    boolean spend() {
        if (credit.get() < PAGES_PER_EXTRA) {
            return false;
        }
        credit.addAndGet(-PAGES_PER_EXTRA);
        return true;
    }
}
