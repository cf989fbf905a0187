package io.farpage.replication;

import java.util.Random;

/**
 * How long to wait before a host that was overloaded is asked again: twice as long after each try, between half of that and
 * all of it, so that those who were refused together do not come back together. Thread-safe.
 */
final class Backoff {
    private static final int MAX_DOUBLINGS = 6;

    private final long firstNs;
    private final Random random;

    /** Equal seeds give equal pauses; processes have different ones. */
    Backoff(long firstNs, long seed) {
        this.firstNs = firstNs;
        random = new Random(seed);
    }

    /** The pause after so many tries in vain, from 1. */
    long pauseNs(int tries) {
        long mostNs = firstNs << Math.min(tries - 1, MAX_DOUBLINGS);
        long leastNs = mostNs / 2;
        return leastNs + random.nextLong(mostNs - leastNs + 1);
    }
}
