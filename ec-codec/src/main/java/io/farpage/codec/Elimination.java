package io.farpage.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * A square system A x = b, solved in place of b by steps of the form {@code b[target] += constant * b[source]}. By
 * factors A = L U without pivoting, which an MDS code's minors allow, and with fewer and smaller constants than the
 * inverse has: for the rows of the fast layout most steps are products by sums of a few low powers of x. Scaling by c
 * is adding c+1 times itself.
 */
final class Elimination {

    private record Step(int target, int source, int constant) {}

    private final List<Step> steps = new ArrayList<>();

    /** @throws ArithmeticException if a leading minor of {@code matrix} is 0 */
    Elimination(Matrix matrix) {
        int size = matrix.rows();
        int[][] upper = new int[size][size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                upper[row][column] = matrix.at(row, column);
            }
        }
        for (int pivot = 0; pivot < size; pivot++) {
            int inverse = Field.inverse(upper[pivot][pivot]);
            for (int row = pivot + 1; row < size; row++) {
                int factor = Field.multiply(upper[row][pivot], inverse);
                add(row, pivot, factor);
                for (int column = pivot; column < size; column++) {
                    upper[row][column] ^= Field.multiply(factor, upper[pivot][column]);
                }
            }
        }
        for (int row = size - 1; row >= 0; row--) {
            for (int column = row + 1; column < size; column++) {
                add(row, column, upper[row][column]);
            }
            add(row, row, Field.inverse(upper[row][row]) ^ 1);
        }
    }

    private void add(int target, int source, int constant) {
        if (constant != 0) {
            steps.add(new Step(target, source, constant));
        }
    }

    int steps() {
        return steps.size();
    }

    int target(int step) {
        return steps.get(step).target;
    }

    int source(int step) {
        return steps.get(step).source;
    }

    int constant(int step) {
        return steps.get(step).constant;
    }
}
