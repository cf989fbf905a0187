package io.farpage.structures;

/** Sizes of blocks, four for each doubling, so that at most a fifth of a large block is not asked for. */
final class SizeClasses {
    static final int COUNT = 144;

    private static final int STEPS = 4;
    private static final int UNIT = Long.BYTES;

    private SizeClasses() {}

    /** The smallest class whose blocks have room for so many bytes. */
    static int of(long bytes) {
        long units = (bytes + UNIT - 1) / UNIT;
        if (units <= STEPS) {
            return 0;
        }
        int shift = Long.SIZE - 1 - Long.numberOfLeadingZeros((units - 1) / STEPS);
        return STEPS * shift + (int) ((units - 1) >> shift) - STEPS + 1;
    }

    /** Bytes of a block, a multiple of 8. */
    static long bytes(int sizeClass) {
        return ((long) (STEPS + sizeClass % STEPS) * UNIT) << (sizeClass / STEPS);
    }
}
