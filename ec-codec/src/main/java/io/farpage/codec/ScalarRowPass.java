package io.farpage.codec;

/**
 * One row of the fast layout, 64 symbols at a time, by Horner's rule. A {@code long} of packet j holds bit j of 64
 * symbols, so that multiplying all of them by x takes three XORs and a renaming.
 */
final class ScalarRowPass implements RowPass {

    private final int exponent;
    private final boolean syndromes;
    private final long packetBytes;

    ScalarRowPass(int exponent, boolean syndromes, int packetBytes) {
        this.exponent = exponent;
        this.syndromes = syndromes;
        this.packetBytes = packetBytes;
    }

    @Override
    public void run(long data, int strideBytes, int count, long lost, long stored, long out0, long out1, long out2) {
        for (int column = 0; column < packetBytes; column += Long.BYTES) {
            column(data + column, strideBytes, count, lost, stored + column, out0 + column);
        }
    }

    private void column(long data, int strideBytes, int count, long lost, long stored, long out) {
        long s0 = 0;
        long s1 = 0;
        long s2 = 0;
        long s3 = 0;
        long s4 = 0;
        long s5 = 0;
        long s6 = 0;
        long s7 = 0;
        for (int i = count - 1; i >= 0; i--) {
            for (int step = 0; step < exponent; step++) {
                long carry = s7;
                s7 = s6;
                s6 = s5;
                s5 = s4;
                s4 = s3 ^ carry;
                s3 = s2 ^ carry;
                s2 = s1 ^ carry;
                s1 = s0;
                s0 = carry;
            }
            if ((lost >>> i & 1) == 0) {
                long fragment = data + (long) i * strideBytes;
                s0 ^= Memory.getLong(fragment);
                s1 ^= Memory.getLong(fragment + packetBytes);
                s2 ^= Memory.getLong(fragment + 2 * packetBytes);
                s3 ^= Memory.getLong(fragment + 3 * packetBytes);
                s4 ^= Memory.getLong(fragment + 4 * packetBytes);
                s5 ^= Memory.getLong(fragment + 5 * packetBytes);
                s6 ^= Memory.getLong(fragment + 6 * packetBytes);
                s7 ^= Memory.getLong(fragment + 7 * packetBytes);
            }
        }
        if (syndromes) {
            s0 ^= Memory.getLong(stored);
            s1 ^= Memory.getLong(stored + packetBytes);
            s2 ^= Memory.getLong(stored + 2 * packetBytes);
            s3 ^= Memory.getLong(stored + 3 * packetBytes);
            s4 ^= Memory.getLong(stored + 4 * packetBytes);
            s5 ^= Memory.getLong(stored + 5 * packetBytes);
            s6 ^= Memory.getLong(stored + 6 * packetBytes);
            s7 ^= Memory.getLong(stored + 7 * packetBytes);
        }
        Memory.putLong(out, s0);
        Memory.putLong(out + packetBytes, s1);
        Memory.putLong(out + 2 * packetBytes, s2);
        Memory.putLong(out + 3 * packetBytes, s3);
        Memory.putLong(out + 4 * packetBytes, s4);
        Memory.putLong(out + 5 * packetBytes, s5);
        Memory.putLong(out + 6 * packetBytes, s6);
        Memory.putLong(out + 7 * packetBytes, s7);
    }
}
