package io.farpage.codec;

import java.util.Arrays;
import java.util.function.IntUnaryOperator;
import java.util.stream.IntStream;

/** Sets of fragments as bit masks, and the index lists made of them. */
final class Bits {

    private Bits() {}

    /** The positions of the set bits, ascending. */
    static int[] positions(long mask) {
        return lowest(mask, Long.bitCount(mask));
    }

    /** The positions of the {@code count} lowest set bits, ascending. */
    static int[] lowest(long mask, int count) {
        int[] positions = new int[count];
        long rest = mask;
        for (int i = 0; i < count; i++) {
            positions[i] = Long.numberOfTrailingZeros(rest);
            rest &= rest - 1;
        }
        return positions;
    }

    static long mask(int[] positions) {
        long mask = 0;
        for (int position : positions) {
            mask |= 1L << position;
        }
        return mask;
    }

    static int[] plus(int[] values, int addend) {
        return fill(values.length, i -> values[i] + addend);
    }

    static int[] concatenate(int[] first, int[] second) {
        return IntStream.concat(Arrays.stream(first), Arrays.stream(second)).toArray();
    }

    static int[] fill(int length, IntUnaryOperator element) {
        int[] result = new int[length];
        Arrays.setAll(result, element);
        return result;
    }

    static String describe(long mask) {
        return Arrays.toString(positions(mask));
    }
}
