package io.farpage.codec;

import java.util.Arrays;

/**
 * Says from the syndromes of a stripe, that is the differences between its parity as stored and as computed, what is
 * wrong with it. An error e in data fragment i gives the syndromes c(r,i) e in all rows r; one in parity fragment r
 * gives syndrome r alone. The ratio of the first two syndromes at one symbol names the only i that it could be, and
 * then all symbols must agree.
 */
final class StripeCheck {

    private static final Consistency CONSISTENT = new Consistency.Consistent();
    private static final Consistency INCONSISTENT = new Consistency.Inconsistent();

    private final Geometry geometry;
    private final Matrix parityRows;
    private final Kernel kernel;
    private final Consistency[] oneBad;

    StripeCheck(Geometry geometry, Matrix parityRows, Kernel kernel) {
        this.geometry = geometry;
        this.parityRows = parityRows;
        this.kernel = kernel;
        this.oneBad = new Consistency[geometry.total()];
        Arrays.setAll(oneBad, Consistency.OneBad::new);
    }

    /**
     * Checks a stripe.
     *
     * @param scratch address of as much memory as the parity area has
     */
    Consistency check(long data, long parity, long scratch, int fragmentBytes) {
        kernel.encode(data, scratch, fragmentBytes);
        int badRows = 0;
        int badRow = -1;
        for (int row = 0; row < geometry.parity(); row++) {
            long place = (long) row * fragmentBytes;
            if (!Memory.equal(scratch + place, parity + place, fragmentBytes)) {
                badRows++;
                badRow = row;
            }
        }
        if (badRows == 0) {
            return CONSISTENT;
        }
        if (geometry.parity() < 2) {
            return INCONSISTENT;
        }
        if (badRows == 1) {
            return oneBad[geometry.data() + badRow];
        }
        // Every coefficient is other than 0, so an error in a data fragment shows in every row.
        return badRows == geometry.parity() ? locate(parity, scratch, fragmentBytes) : INCONSISTENT;
    }

    private Consistency locate(long parity, long scratch, int fragmentBytes) {
        for (int row = 0; row < geometry.parity(); row++) {
            long place = (long) row * fragmentBytes;
            kernel.addProduct(scratch + place, parity + place, 1, fragmentBytes);
        }
        long bit = Memory.firstSetBit(scratch, fragmentBytes);
        int first = kernel.symbolAt(scratch, fragmentBytes, bit);
        int second = kernel.symbolAt(scratch + fragmentBytes, fragmentBytes, bit);
        for (int i = 0; i < geometry.data(); i++) {
            boolean ratioFits =
                    Field.multiply(first, parityRows.at(1, i)) == Field.multiply(second, parityRows.at(0, i));
            if (ratioFits) {
                return explains(i, scratch, fragmentBytes) ? oneBad[i] : INCONSISTENT;
            }
        }
        return INCONSISTENT;
    }

    /** Whether each syndrome is the multiple of the first that an error in data fragment {@code i} would make it. */
    private boolean explains(int i, long scratch, int fragmentBytes) {
        int inverse = Field.inverse(parityRows.at(0, i));
        for (int row = 1; row < geometry.parity(); row++) {
            long syndrome = scratch + (long) row * fragmentBytes;
            kernel.addProduct(syndrome, scratch, Field.multiply(parityRows.at(row, i), inverse), fragmentBytes);
            if (Memory.firstSetBit(syndrome, fragmentBytes) >= 0) {
                return false;
            }
        }
        return true;
    }
}
