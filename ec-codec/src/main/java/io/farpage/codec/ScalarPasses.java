package io.farpage.codec;

/** Inner loops in plain Java, 64 symbols at a time in the fast layout: they need no vector module, and work everywhere. */
final class ScalarPasses implements Passes {

    static final ScalarPasses INSTANCE = new ScalarPasses();

    /** Product of a constant and a byte at [constant][byte]. */
    private static final byte[][] PRODUCTS = products();

    private ScalarPasses() {}

    private static byte[][] products() {
        byte[][] products = new byte[Field.SIZE][Field.SIZE];
        for (int constant = 0; constant < Field.SIZE; constant++) {
            for (int symbol = 0; symbol < Field.SIZE; symbol++) {
                products[constant][symbol] = (byte) Field.multiply(constant, symbol);
            }
        }
        return products;
    }

    @Override
    public int rowsAtOnce() {
        return 1;
    }

    @Override
    public RowPass rows(Rows rows) {
        return new ScalarRowPass(rows, 0);
    }

    @Override
    public int decodesAtOnce(int packetBytes) {
        return 0;
    }

    @Override
    public DecodePass decode(int first, int count, int packetBytes) {
        throw new UnsupportedOperationException("scalars decode in several passes");
    }

    @Override
    public DifferencePass difference(int packetBytes) {
        return difference(packetBytes, 0);
    }

    /** Does the bytes of each packet from {@code fromColumn} on. */
    static DifferencePass difference(int packetBytes, int fromColumn) {
        return (target, a, b, constant) -> {
            for (int at = fromColumn; at < packetBytes; at += Long.BYTES) {
                ScalarBits.addDifference(target + at, a + at, b + at, constant, packetBytes);
            }
        };
    }

    @Override
    public SolvePass solve(Solve what) {
        return new ScalarSolvePass(what, 0);
    }

    @Override
    public ByteProductPass byteProduct() {
        return ScalarPasses::multiplyBytes;
    }

    @Override
    public SumPass byteSum() {
        return ScalarPasses::sumBytes;
    }

    private static void multiplyBytes(long target, long a, long b, int constant, int lengthBytes) {
        byte[] products = PRODUCTS[constant];
        for (int i = 0; i < lengthBytes; i += Long.BYTES) {
            long sum = Memory.getLong(a + i) ^ Memory.getLong(b + i);
            Memory.putLong(target + i, Memory.getLong(target + i) ^ product(products, sum));
        }
    }

    private static void sumBytes(
            Combination combination, int row, long data, long parity, long target, int fragmentBytes) {
        for (int i = 0; i < fragmentBytes; i += Long.BYTES) {
            long sum = 0;
            for (int s = 0; s < combination.sourceCount(); s++) {
                long source = combination.sourceAddress(s, data, parity, fragmentBytes);
                sum ^= product(PRODUCTS[combination.coefficient(row, s)], Memory.getLong(source + i));
            }
            Memory.putLong(target + i, sum);
        }
    }

    private static long product(byte[] products, long symbols) {
        long result = 0;
        for (int shift = 0; shift < Long.SIZE; shift += Byte.SIZE) {
            result |= (products[(int) (symbols >>> shift) & 0xff] & 0xffL) << shift;
        }
        return result;
    }
}
