package io.farpage.api;

/**
 * The version of a page: an (epoch, counter) pair packed into one {@code long} so that later versions compare greater. The
 * counter grows over the whole region, so any two versions of a region are ordered. {@link #NONE} says that a page was
 * never written.
 */
public final class Version {
    /** No version: the page reads as zeros. Smaller than every version. */
    public static final long NONE = 0;

    /** The largest epoch a region can reach. */
    public static final int MAX_EPOCH = (1 << 19) - 1;

    /** The largest counter within an epoch. */
    public static final long MAX_COUNTER = (1L << 44) - 1;

    private static final int COUNTER_BITS = 44;

    private Version() {}

    /**
     * Packs a version.
     *
     * @throws IllegalArgumentException when either part does not fit
     */
    public static long of(int epoch, long counter) {
        if (epoch < 1 || epoch > MAX_EPOCH || counter < 1 || counter > MAX_COUNTER) {
            throw new IllegalArgumentException("version (" + epoch + ", " + counter + ") is out of range");
        }
        return (long) epoch << COUNTER_BITS | counter;
    }

    /** The epoch of the owner that wrote this version. */
    public static int epoch(long version) {
        return (int) (version >>> COUNTER_BITS);
    }

    /** The place of this version among all writes of its epoch. */
    public static long counter(long version) {
        return version & MAX_COUNTER;
    }

    /** For messages: {@code 3.17} is counter 17 of epoch 3. */
    public static String format(long version) {
        return version == NONE ? "none" : epoch(version) + "." + counter(version);
    }
}
