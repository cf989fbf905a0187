package io.farpage.codec;

/** {@link SolvePass} in plain Java, product after product, 64 symbols at a time. */
final class ScalarSolvePass implements SolvePass {

    private final int count;
    private final int packetBytes;
    private final int fromColumn;

    /** Does the bytes of each packet from {@code fromColumn} on. */
    ScalarSolvePass(int count, int packetBytes, int fromColumn) {
        this.count = count;
        this.packetBytes = packetBytes;
        this.fromColumn = fromColumn;
    }

    @Override
    public void run(long u0, long u1, long u2, long u3, long s0, long s1, long s2, long s3, int[] factors, int groups) {
        for (long group = 0; group < (long) groups * BitGroups.WHOLE_BYTES; group += BitGroups.WHOLE_BYTES) {
            for (long at = group + fromColumn; at < group + packetBytes; at += Long.BYTES) {
                column(u0 + at, u1 + at, u2 + at, u3 + at, s0 + at, s1 + at, s2 + at, s3 + at, factors);
            }
        }
    }

    private void column(long u0, long u1, long u2, long u3, long s0, long s1, long s2, long s3, int[] factors) {
        for (int row = 0; row < count; row++) {
            long target = of(row, u0, u1, u2, u3);
            add(target, of(row, s0, s1, s2, s3), 1);
            for (int column = 0; column < row; column++) {
                add(target, of(column, u0, u1, u2, u3), factors[row * count + column]);
            }
        }
        for (int row = count - 1; row >= 0; row--) {
            long target = of(row, u0, u1, u2, u3);
            for (int column = row + 1; column < count; column++) {
                add(target, of(column, u0, u1, u2, u3), factors[row * count + column]);
            }
            // Scaling is adding scale - 1 times the target to itself.
            add(target, target, factors[row * count + row] ^ 1);
        }
    }

    private void add(long target, long source, int constant) {
        ScalarBits.addDifference(target, source, Memory.ZEROS, constant, packetBytes);
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
