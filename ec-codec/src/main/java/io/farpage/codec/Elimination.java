package io.farpage.codec;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A square system A x = b, solved in place of b by steps of the form {@code b[target] = scale * (b[target] + sum of
 * constants times other b)}. By factors A = L U without pivoting, which an MDS code's minors allow. That takes fewer
 * and smaller constants than the inverse: for the rows of the fast layout most are sums of a few low powers of x, which
 * are cheap to multiply by.
 */
final class Elimination {

    /** One step. Immutable. */
    static final class Step {
        private final int target;
        private final int scale;
        private final int firstSource;
        private final int[] constants;
        private final boolean last;

        private Step(int target, int scale, int firstSource, int[] constants, boolean last) {
            this.target = target;
            this.scale = scale;
            this.firstSource = firstSource;
            this.constants = constants;
            this.last = last;
        }

        /** Whether the target is solved by this step. There is one such step for each unknown. */
        boolean isLast() {
            return last;
        }

        int target() {
            return target;
        }

        int scale() {
            return scale;
        }

        /** Which unknown is added as number {@code i}; the target if fewer are added. */
        int source(int i) {
            return i < constants.length ? firstSource + i : target;
        }

        int sourceCount() {
            return constants.length;
        }

        /** Whether the step only adds. */
        boolean isPlain() {
            return scale == 1 && Arrays.stream(constants).allMatch(constant -> constant == 1);
        }

        /** The factor of unknown {@code source(i)}; 0 if fewer are added. */
        int constant(int i) {
            return i < constants.length ? constants[i] : 0;
        }
    }

    private final int[][] factors;
    private final Step[] steps;

    /**
     * Factors a matrix.
     *
     * @throws ArithmeticException if one of its leading minors is 0
     */
    Elimination(Matrix matrix) {
        int size = matrix.rows();
        this.factors = factors(matrix);
        List<Step> found = new ArrayList<>();
        for (int row = 1; row < size - 1; row++) {
            found.add(new Step(row, 1, 0, Arrays.copyOf(factors[row], row), false));
        }
        for (int row = size - 1; row >= 0; row--) {
            boolean forward = row == size - 1;
            int[] constants =
                    forward ? Arrays.copyOf(factors[row], row) : Arrays.copyOfRange(factors[row], row + 1, size);
            found.add(new Step(row, scale(row), forward ? 0 : row + 1, constants, true));
        }
        this.steps = found.toArray(Step[]::new);
    }

    /** U on and above the diagonal, L, whose diagonal is 1, below it. */
    private static int[][] factors(Matrix matrix) {
        int size = matrix.rows();
        int[][] factors = new int[size][];
        for (int row = 0; row < size; row++) {
            int current = row;
            factors[row] = Bits.fill(size, column -> matrix.at(current, column));
        }
        for (int pivot = 0; pivot < size; pivot++) {
            int inverse = Field.inverse(factors[pivot][pivot]);
            for (int row = pivot + 1; row < size; row++) {
                int factor = Field.multiply(factors[row][pivot], inverse);
                factors[row][pivot] = factor;
                for (int column = pivot + 1; column < size; column++) {
                    factors[row][column] ^= Field.multiply(factor, factors[pivot][column]);
                }
            }
        }
        return factors;
    }

    int stepCount() {
        return steps.length;
    }

    Step step(int i) {
        return steps[i];
    }

    /** The factor that the first unknown has in the step of the second; 1 if there is no second. */
    int forward() {
        return factors.length > 1 ? factors[1][0] : 1;
    }

    /** The factor that the second unknown has in the last step of the first; 1 if there is no second. */
    int back() {
        return factors.length > 1 ? factors[0][1] : 1;
    }

    /** What an unknown is scaled by in its last step. */
    int scale(int unknown) {
        return Field.inverse(factors[unknown][unknown]);
    }
}
