package io.farpage.codec;

/**
 * Rows of the fast layout, one after the other, 64 symbols at a time, by Horner's rule. A {@code long} of packet j holds
 * bit j of 64 symbols, so that multiplying all of them by x takes three XORs and a renaming.
 */
final class ScalarRowPass implements RowPass {

    private final Passes.Rows rows;
    private final int fromColumn;
    private final long packetBytes;
    private final long toPacketBytes;

    /** Does the bytes of each packet from {@code fromColumn} on. */
    ScalarRowPass(Passes.Rows rows, int fromColumn) {
        this.rows = rows;
        this.fromColumn = fromColumn;
        this.packetBytes = rows.packetBytes();
        this.toPacketBytes = rows.toPacketBytes();
    }

    @Override
    public void run(long data, int strideBytes, int count, long lost, long out0, long out1, long out2, int groups) {
        for (int row = 0; row < rows.count(); row++) {
            long out = row == 0 ? out0 : (row == 1 ? out1 : out2);
            int exponent = rows.first() + row;
            for (int group = 0; group < groups; group++) {
                long start = (long) group * BitGroups.WHOLE_BYTES;
                for (long at = start + fromColumn; at < start + rows.packetBytes(); at += Long.BYTES) {
                    column(exponent, data + at, strideBytes, count, lost, out + at);
                }
            }
        }
    }

    private void column(int exponent, long data, int strideBytes, int count, long lost, long out) {
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
        Memory.putLong(out, s0);
        Memory.putLong(out + toPacketBytes, s1);
        Memory.putLong(out + 2 * toPacketBytes, s2);
        Memory.putLong(out + 3 * toPacketBytes, s3);
        Memory.putLong(out + 4 * toPacketBytes, s4);
        Memory.putLong(out + 5 * toPacketBytes, s5);
        Memory.putLong(out + 6 * toPacketBytes, s6);
        Memory.putLong(out + 7 * toPacketBytes, s7);
    }
}
