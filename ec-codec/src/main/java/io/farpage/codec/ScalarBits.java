package io.farpage.codec;

/**
 * Products in the fast layout, 64 symbols at a time: Horner's rule over the bits of the constant, each step multiplying
 * by x as in {@link ScalarRowPass}. Addresses are of 8 bytes of packet 0.
 */
final class ScalarBits {

    private ScalarBits() {}

    /** Adds {@code constant * (a - b)} to the target. */
    static void addDifference(long target, long a, long b, int constant, long packetBytes) {
        long y0 = Memory.getLong(a) ^ Memory.getLong(b);
        long y1 = Memory.getLong(a + packetBytes) ^ Memory.getLong(b + packetBytes);
        long y2 = Memory.getLong(a + 2 * packetBytes) ^ Memory.getLong(b + 2 * packetBytes);
        long y3 = Memory.getLong(a + 3 * packetBytes) ^ Memory.getLong(b + 3 * packetBytes);
        long y4 = Memory.getLong(a + 4 * packetBytes) ^ Memory.getLong(b + 4 * packetBytes);
        long y5 = Memory.getLong(a + 5 * packetBytes) ^ Memory.getLong(b + 5 * packetBytes);
        long y6 = Memory.getLong(a + 6 * packetBytes) ^ Memory.getLong(b + 6 * packetBytes);
        long y7 = Memory.getLong(a + 7 * packetBytes) ^ Memory.getLong(b + 7 * packetBytes);
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
