package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LayoutTest {

    /** A code is MDS if and only if every square part of its parity rows has an inverse. */
    private static boolean mds(Geometry geometry) {
        Matrix rows = ParityRows.of(geometry, Layout.FAST);
        for (long rowMask = 1; rowMask < 1L << geometry.parity(); rowMask++) {
            int size = Long.bitCount(rowMask);
            if (size <= geometry.data() && !allMinors(rows, Bits.positions(rowMask), size, geometry.data())) {
                return false;
            }
        }
        return true;
    }

    private static boolean allMinors(Matrix rows, int[] chosenRows, int size, int data) {
        int[] columns = Bits.fill(size, i -> i);
        while (true) {
            if (!invertible(rows.select(chosenRows, columns))) {
                return false;
            }
            int last = size - 1;
            while (last >= 0 && columns[last] == data - size + last) {
                last--;
            }
            if (last < 0) {
                return true;
            }
            columns[last]++;
            for (int i = last + 1; i < size; i++) {
                columns[i] = columns[i - 1] + 1;
            }
        }
    }

    private static boolean invertible(Matrix matrix) {
        try {
            matrix.inverse();
            return true;
        } catch (ArithmeticException singular) {
            return false;
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4})
    void fastIsOfferedExactlyWhereEveryErasurePatternCanBeDecoded(int parity) {
        for (int data = 1; data <= 64 - parity; data++) {
            Geometry geometry = new Geometry(data, parity);
            boolean mds = mds(geometry);
            assertThat(Layout.FAST.offers(geometry)).as("%s", geometry).isEqualTo(mds);
            if (!mds) {
                break;
            }
        }
    }

    @Test
    void fastIsRefusedWhereItIsNotOffered() {
        for (Geometry geometry : new Geometry[] {new Geometry(22, 4), new Geometry(3, 5), new Geometry(60, 4)}) {
            assertThat(Layout.best(geometry)).isEqualTo(Layout.STANDARD);
            assertThatThrownBy(() -> Codec.of(geometry, Layout.FAST))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining(geometry.toString());
            assertThat(Codec.of(geometry).layout()).isEqualTo(Layout.STANDARD);
        }
    }

    @Test
    void fastIsBestForTheUsualGeometries() {
        assertThat(Kinds.USUAL).allMatch(geometry -> Layout.best(geometry) == Layout.FAST);
    }
}
