package io.farpage.store;

/**
 * The oldest epoch and the oldest generation that a slab accepts, packed into one {@code long} so that both are seen
 * together. Neither ever goes down.
 */
public final class Floors {
    private Floors() {}

    public static long of(int epoch, int generation) {
        return (long) epoch << 32 | generation;
    }

    public static int epoch(long floors) {
        return (int) (floors >>> 32);
    }

    public static int generation(long floors) {
        return (int) floors;
    }

    /** Whether a writer of that epoch and generation may write. */
    public static boolean accept(long floors, int epoch, int generation) {
        return epoch >= epoch(floors) && generation >= generation(floors);
    }

    /** The floors after a fence with {@code epoch}, which is not older than theirs, and any generation. */
    public static long raised(long floors, int epoch, int generation) {
        return of(epoch, Math.max(generation, generation(floors)));
    }
}
