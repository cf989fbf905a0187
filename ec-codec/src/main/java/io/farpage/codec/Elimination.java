package io.farpage.codec;

/**
 * A square system A x = b, to be solved in place of b by the factors A = L U without pivoting, which an MDS code's
 * minors allow. That takes fewer and smaller constants than the inverse: for the rows of the fast layout most are sums
 * of a few low powers of x, which are cheap to multiply by.
 */
final class Elimination {

    private final int[] factors;
    private final int size;

    /**
     * Factors a matrix.
     *
     * @throws ArithmeticException if one of its leading minors is 0
     */
    Elimination(Matrix matrix) {
        this.size = matrix.rows();
        this.factors = new int[size * size];
        for (int row = 0; row < size; row++) {
            for (int column = 0; column < size; column++) {
                factors[row * size + column] = matrix.at(row, column);
            }
        }
        for (int pivot = 0; pivot < size; pivot++) {
            int inverse = Field.inverse(at(pivot, pivot));
            factors[pivot * size + pivot] = inverse;
            for (int row = pivot + 1; row < size; row++) {
                int factor = Field.multiply(at(row, pivot), inverse);
                factors[row * size + pivot] = factor;
                for (int column = pivot + 1; column < size; column++) {
                    factors[row * size + column] ^= Field.multiply(factor, at(pivot, column));
                }
            }
        }
    }

    /**
     * Row after row: U above the diagonal, L, whose own diagonal is 1, below it, and on it the inverse of U's. So with
     * f these, {@code b[r] += f[r][c] * b[c]} for all r and c below r, r going up, and then {@code b[r] = f[r][r] *
     * (b[r] + sum of f[r][c] * b[c])} over all c above r, r going down, solves. Not to be changed.
     */
    int[] factors() {
        return factors;
    }

    /** One of the {@link #factors}; 1 if there are not so many. */
    int at(int row, int column) {
        return row < size && column < size ? factors[row * size + column] : 1;
    }
}
