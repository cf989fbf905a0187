package io.farpage.codec;

/**
 * GF(2^8) with the polynomial x^8 + x^4 + x^3 + x^2 + 1 (0x11d), in which x (2) generates all elements but 0. Elements
 * are ints from 0 to 255; addition is XOR.
 */
final class Field {

    static final int SIZE = 256;
    static final int POLYNOMIAL = 0x11d;

    /** Number of elements other than 0, the order of x. */
    static final int ORDER = SIZE - 1;

    private static final int[] LOG = new int[SIZE];
    private static final int[] EXP = new int[2 * ORDER];

    static {
        int element = 1;
        for (int power = 0; power < ORDER; power++) {
            EXP[power] = element;
            EXP[power + ORDER] = element;
            LOG[element] = power;
            element <<= 1;
            if (element >= SIZE) {
                element ^= POLYNOMIAL;
            }
        }
    }

    private Field() {}

    static int multiply(int a, int b) {
        return a == 0 || b == 0 ? 0 : EXP[LOG[a] + LOG[b]];
    }

    /**
     * The element whose product with {@code a} is 1.
     *
     * @throws ArithmeticException if {@code a} is 0
     */
    static int inverse(int a) {
        if (a == 0) {
            throw new ArithmeticException("0 has no inverse in GF(256)");
        }
        return EXP[ORDER - LOG[a]];
    }

    /** {@code a} to the power of {@code exponent}, which is not negative; 0 to the power of 0 is 1. */
    static int power(int a, int exponent) {
        if (exponent == 0) {
            return 1;
        }
        return a == 0 ? 0 : EXP[LOG[a] * exponent % ORDER];
    }
}
