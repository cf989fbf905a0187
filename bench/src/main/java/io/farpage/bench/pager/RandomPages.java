package io.farpage.bench.pager;

/** All pages of a region in an order without pattern, over and over. Used by one thread. */
final class RandomPages {
    /** A linear congruential generator with these has the full period of any power of two (Hull and Dobell, 1962). */
    private static final int MULTIPLIER = 1_664_525;

    private static final int INCREMENT = 1_013_904_223;

    private final int mask;
    private int state;

    /** @param count how many; a power of two */
    RandomPages(int count) {
        if (Integer.bitCount(count) != 1) {
            throw new IllegalArgumentException(count + " pages are not a power of two");
        }
        mask = count - 1;
    }

    int next() {
        state = state * MULTIPLIER + INCREMENT & mask;
        return state;
    }
}
