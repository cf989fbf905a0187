package io.farpage.codec;

/**
 * Products in the fast layout, 64 symbols at a time: Horner's rule over the bits of the constant, each step multiplying
 * by x as in {@link ScalarRowPass}.
 */
final class ScalarBitProduct implements BitProductPass {

    private final boolean difference;
    private final long packetBytes;

    ScalarBitProduct(boolean difference, int packetBytes) {
        this.difference = difference;
        this.packetBytes = packetBytes;
    }

    @Override
    public void run(long target, long a, long b, int constant) {
        for (int column = 0; column < packetBytes; column += Long.BYTES) {
            column(target + column, a + column, b + column, constant);
        }
    }

    private long operand(long a, long b, int packet) {
        long value = Memory.getLong(a + packet * packetBytes);
        return difference ? value ^ Memory.getLong(b + packet * packetBytes) : value;
    }

    private void column(long target, long a, long b, int constant) {
        long y0 = operand(a, b, 0);
        long y1 = operand(a, b, 1);
        long y2 = operand(a, b, 2);
        long y3 = operand(a, b, 3);
        long y4 = operand(a, b, 4);
        long y5 = operand(a, b, 5);
        long y6 = operand(a, b, 6);
        long y7 = operand(a, b, 7);
        long s0 = 0;
        long s1 = 0;
        long s2 = 0;
        long s3 = 0;
        long s4 = 0;
        long s5 = 0;
        long s6 = 0;
        long s7 = 0;
        for (int bit = 31 - Integer.numberOfLeadingZeros(constant); bit >= 0; bit--) {
            long chosen = -(long) (constant >>> bit & 1);
            long carry = s7;
            s7 = s6 ^ (y7 & chosen);
            s6 = s5 ^ (y6 & chosen);
            s5 = s4 ^ (y5 & chosen);
            s4 = s3 ^ carry ^ (y4 & chosen);
            s3 = s2 ^ carry ^ (y3 & chosen);
            s2 = s1 ^ carry ^ (y2 & chosen);
            s1 = s0 ^ (y1 & chosen);
            s0 = carry ^ (y0 & chosen);
        }
        add(target, s0);
        add(target + packetBytes, s1);
        add(target + 2 * packetBytes, s2);
        add(target + 3 * packetBytes, s3);
        add(target + 4 * packetBytes, s4);
        add(target + 5 * packetBytes, s5);
        add(target + 6 * packetBytes, s6);
        add(target + 7 * packetBytes, s7);
    }

    private static void add(long target, long value) {
        Memory.putLong(target, Memory.getLong(target) ^ value);
    }
}
