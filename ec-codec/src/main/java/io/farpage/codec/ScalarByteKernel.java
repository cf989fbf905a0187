package io.farpage.codec;

/** The standard layout, one symbol a byte, by table look-up: needs no vector module, works everywhere. */
final class ScalarByteKernel implements Kernel {

    /** Product of a constant and a byte at [constant][byte]. */
    private static final byte[][] PRODUCTS = products();

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
    public void combine(
            Combination combination, long dataAddress, long parityAddress, long targetAddress, int fragmentBytes) {
        for (int t = 0; t < combination.targetCount(); t++) {
            long target = combination.targetAddress(t, targetAddress, fragmentBytes);
            for (int s = 0; s < combination.sourceCount(); s++) {
                long source = combination.sourceAddress(s, dataAddress, parityAddress, fragmentBytes);
                byte[] products = PRODUCTS[combination.coefficient(t, s)];
                if (s == 0) {
                    set(products, source, target, fragmentBytes);
                } else {
                    add(products, source, target, fragmentBytes);
                }
            }
        }
    }

    private static void set(byte[] products, long source, long target, int lengthBytes) {
        for (int i = 0; i < lengthBytes; i += Long.BYTES) {
            Memory.putLong(target + i, product(products, Memory.getLong(source + i)));
        }
    }

    private static void add(byte[] products, long source, long target, int lengthBytes) {
        for (int i = 0; i < lengthBytes; i += Long.BYTES) {
            Memory.putLong(target + i, Memory.getLong(target + i) ^ product(products, Memory.getLong(source + i)));
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
