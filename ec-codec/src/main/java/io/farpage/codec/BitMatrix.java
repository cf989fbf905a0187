package io.farpage.codec;

/** Multiplication by a power of x as a matrix over bits, which is how the fast layout multiplies. */
final class BitMatrix {

    private BitMatrix() {}

    /**
     * Row j is the mask of the bits whose sum is bit j of the product: bit i of an element contributes to bit j if
     * x^power times x^i has it.
     */
    static int[] ofPower(int power) {
        return Bits.fill(BitGroups.PACKETS, bit -> {
            int mask = 0;
            for (int input = 0; input < BitGroups.PACKETS; input++) {
                mask |= (Field.power(2, power + input) >>> bit & 1) << input;
            }
            return mask;
        });
    }

    /**
     * Pushes the sum of the vectors that a mask names. The highest come first, so that sums that begin alike, as those
     * of x^2 and x^3 do, are computed once.
     */
    static void emitSum(VectorEmitter emitter, int mask, int[] vectors) {
        boolean first = true;
        for (int bit = BitGroups.PACKETS - 1; bit >= 0; bit--) {
            if ((mask >>> bit & 1) != 0) {
                if (first) {
                    emitter.code().aload(vectors[bit]);
                } else {
                    emitter.xor(vectors[bit]);
                }
                first = false;
            }
        }
    }
}
