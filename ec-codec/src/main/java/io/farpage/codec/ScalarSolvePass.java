package io.farpage.codec;

/** {@link SolvePass} in plain Java, product after product, 64 symbols at a time. */
final class ScalarSolvePass implements SolvePass {

    private final int count;
    private final int packetBytes;
    private final int fromColumn;

    /** Does the bytes of each packet from {@code fromColumn} on. */
    ScalarSolvePass(Passes.Solve what, int fromColumn) {
        this.count = what.count();
        this.packetBytes = what.packetBytes();
        this.fromColumn = fromColumn;
    }

    @Override
    public void run(
            long scratch,
            long s0,
            long s1,
            long s2,
            long s3,
            long out0,
            long out1,
            long out2,
            long out3,
            int[] factors) {
        for (int at = fromColumn; at < packetBytes; at += Long.BYTES) {
            long b = scratch + at;
            for (int row = 0; row < count; row++) {
                add(group(b, row), of(row, s0, s1, s2, s3) + at, 1);
                addProducts(b, row, 0, row, factors);
            }
            for (int row = count - 1; row >= 0; row--) {
                addProducts(b, row, row + 1, count, factors);
                // Scaling is adding scale - 1 times the target to itself.
                add(group(b, row), group(b, row), factors[row * count + row] ^ 1);
                copy(group(b, row), of(row, out0, out1, out2, out3) + at);
            }
        }
    }

    private void addProducts(long b, int row, int from, int to, int[] factors) {
        for (int column = from; column < to; column++) {
            add(group(b, row), group(b, column), factors[row * count + column]);
        }
    }

    private void add(long target, long source, int constant) {
        ScalarBits.addDifference(target, source, Memory.ZEROS, constant, packetBytes);
    }

    private void copy(long from, long to) {
        for (int packet = 0; packet < BitGroups.PACKETS; packet++) {
            int offset = packet * packetBytes;
            Memory.putLong(to + offset, Memory.getLong(from + offset));
        }
    }

    private static long group(long b, int row) {
        return b + (long) row * BitGroups.WHOLE_BYTES;
    }

    private static long of(int i, long a0, long a1, long a2, long a3) {
        return switch (i) {
            case 0 -> a0;
            case 1 -> a1;
            case 2 -> a2;
            default -> a3;
        };
    }
}
