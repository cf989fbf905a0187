package io.farpage.bench.soak;

import io.farpage.pager.RemoteRegion;
import java.util.SplittableRandom;

/**
 * One thread of a soak. On each page it has a word of its own, of which it knows what it must hold, and there is one that all threads
 * count up. Half of its accesses go to a few pages that all threads want, the others anywhere.
 */
final class SoakThread implements Runnable {
    private static final int PAGE = 4096;
    private static final int BUSY_PAGES = 64;
    private static final int KINDS = 8;

    private final RemoteRegion region;
    private final long ownWordAt;
    private final SplittableRandom random;
    private final long[] expected;
    private volatile boolean stopped;
    private volatile long accesses;
    private long wrong;
    private long counted;

    SoakThread(RemoteRegion region, int number, long seed) {
        this.region = region;
        ownWordAt = (number + 1L) * Long.BYTES;
        random = new SplittableRandom(seed + number);
        expected = new long[(int) (region.length() / PAGE)];
    }

    /** Threads that there can be: a page has a word for each and one for all. */
    static int most() {
        return PAGE / Long.BYTES - 1;
    }

    @Override
    public void run() {
        long done = 0;
        while (!stopped) {
            access(random.nextBoolean() ? random.nextInt(BUSY_PAGES) : random.nextInt(expected.length));
            accesses = ++done;
        }
    }

    private void access(int page) {
        long pageAt = (long) page * PAGE;
        switch (random.nextInt(KINDS)) {
            case 0 -> count(pageAt);
            case 1, 2 -> {
                expected[page] = random.nextLong();
                region.setLong(pageAt + ownWordAt, expected[page]);
            }
            default -> check(page);
        }
    }

    private void count(long pageAt) {
        long seen = region.getLong(pageAt);
        while (!region.compareAndSetLong(pageAt, seen, seen + 1)) {
            seen = region.getLong(pageAt);
        }
        counted++;
    }

    private void check(int page) {
        if (region.getLong((long) page * PAGE + ownWordAt) != expected[page]) {
            wrong++;
        }
    }

    void stop() {
        stopped = true;
    }

    /** Accesses so far. */
    long accesses() {
        return accesses;
    }

    /** Once it has ended: looks at all its words again. */
    void checkAll() {
        for (int page = 0; page < expected.length; page++) {
            check(page);
        }
    }

    /** Once it has ended: how often its own word held something else than it had written. */
    long wrong() {
        return wrong;
    }

    /** Once it has ended: how often it counted up. */
    long counted() {
        return counted;
    }

    /** What all threads have counted together. */
    static long countedTogether(RemoteRegion region) {
        long sum = 0;
        for (long at = 0; at < region.length(); at += PAGE) {
            sum += region.getLong(at);
        }
        return sum;
    }
}
