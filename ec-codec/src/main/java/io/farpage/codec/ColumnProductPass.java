package io.farpage.codec;

/** Products in the fast layout by vectors that are shorter than a packet, the rest of the packet in scalars. */
record ColumnProductPass(ProductPass vector, int vectorBytes) implements ProductPass {

    @Override
    public void run(long target, long a, long b, int constant, int packetBytes) {
        int column = 0;
        for (; column + vectorBytes <= packetBytes; column += vectorBytes) {
            vector.run(target + column, a + column, b + column, constant, packetBytes);
        }
        ScalarBitProduct.columns(column, target, a, b, constant, packetBytes);
    }
}
