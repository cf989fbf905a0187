package io.farpage.bench.loss;

import java.math.BigInteger;

/** How many subsets of a size a set has. */
final class Binomial {
    private Binomial() {}

    /** Subsets of {@code size} of {@code of} things; none when that is negative or more than there are. */
    static BigInteger choose(int of, int size) {
        if (size < 0 || size > of) {
            return BigInteger.ZERO;
        }
        BigInteger count = BigInteger.ONE;
        for (int i = 1; i <= size; i++) {
            count = count.multiply(BigInteger.valueOf(of - size + i)).divide(BigInteger.valueOf(i));
        }
        return count;
    }
}
