package io.farpage.pager;

import java.util.concurrent.atomic.LongAdder;

/**
 * Says which pages to read with one that is needed. Threads have trends of their own, as far as there are enough of them, because
 * several streams that are mixed show none. Thread-safe.
 */
final class ReadAhead {
    private static final int STREAMS = 16;

    private final int maxPages;
    private final Trend[] trends = new Trend[STREAMS];
    private final LongAdder used = new LongAdder();
    private final LongAdder wasted = new LongAdder();
    private volatile AccessPattern pattern = AccessPattern.NORMAL;

    /** At most {@code maxPages} ahead; 0 turns it off. */
    ReadAhead(int maxPages) {
        this.maxPages = maxPages;
        for (int i = 0; i < STREAMS; i++) {
            trends[i] = new Trend(maxPages);
        }
    }

    void expect(AccessPattern expected) {
        pattern = expected;
    }

    /** Which pages to read after {@code page}, which is about to be read: {@link #count} of them, {@link #stride} apart. */
    long after(int page) {
        return switch (pattern) {
            case NORMAL -> maxPages == 0 ? 0 : trend().after(page);
            case SEQUENTIAL -> pages(maxPages, 1);
            case RANDOM -> 0;
        };
    }

    static long pages(int count, int stride) {
        return (long) stride << Integer.SIZE | count;
    }

    static int count(long pages) {
        return (int) pages;
    }

    static int stride(long pages) {
        return (int) (pages >> Integer.SIZE);
    }

    /** A page that was read ahead is accessed for the first time. */
    void used(int page) {
        used.increment();
        trend().used(page);
    }

    /** A page that was read ahead has left local memory and was never accessed. */
    void wasted() {
        wasted.increment();
    }

    long pagesUsed() {
        return used.sum();
    }

    long pagesWasted() {
        return wasted.sum();
    }

    private Trend trend() {
        return trends[(int) Thread.currentThread().threadId() & STREAMS - 1];
    }
}
