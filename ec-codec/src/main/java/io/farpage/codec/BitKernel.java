package io.farpage.codec;

/** The fast layout, group by group: all that is done to a group finds it in the first-level cache. */
final class BitKernel implements Kernel {

    private final Geometry geometry;
    private final Matrix parityRows;
    private final Passes passes;
    private final RowRuns encode;
    private final ProductPass product;

    BitKernel(Geometry geometry, Matrix parityRows, Passes passes) {
        this.geometry = geometry;
        this.parityRows = parityRows;
        this.passes = passes;
        this.encode = new RowRuns(passes, Bits.fill(geometry.parity(), row -> row), false);
        this.product = passes.bitProduct();
    }

    @Override
    public void encode(long data, long parity, int fragmentBytes) {
        for (int offset = 0; offset < fragmentBytes; offset += BitGroups.GROUP_BYTES) {
            int packetBytes = BitGroups.packetBytes(offset, fragmentBytes);
            for (int run = 0; run < encode.count(); run++) {
                long out = parity + offset + (long) encode.first(run) * fragmentBytes;
                encode.pass(run)
                        .run(
                                data + offset,
                                fragmentBytes,
                                geometry.data(),
                                0,
                                packetBytes,
                                0,
                                out,
                                out + fragmentBytes,
                                out + 2L * fragmentBytes);
            }
        }
    }

    @Override
    public Decoder decoder(Erasures erasures) {
        return new BitDecoder(erasures, passes);
    }

    @Override
    public void update(int index, long before, long after, long parity, int fragmentBytes, int from, int to) {
        for (int offset = from & -BitGroups.GROUP_BYTES; offset < to; offset += BitGroups.GROUP_BYTES) {
            int packetBytes = BitGroups.packetBytes(offset, fragmentBytes);
            for (int row = 0; row < parityRows.rows(); row++) {
                long target = parity + offset + (long) row * fragmentBytes;
                product.run(target, before + offset, after + offset, parityRows.at(row, index), packetBytes);
            }
        }
    }

    @Override
    public void addProduct(long target, long source, int constant, int fragmentBytes) {
        for (int offset = 0; offset < fragmentBytes; offset += BitGroups.GROUP_BYTES) {
            int packetBytes = BitGroups.packetBytes(offset, fragmentBytes);
            product.run(target + offset, source + offset, Memory.ZEROS, constant, packetBytes);
        }
    }

    @Override
    public int symbolAt(long fragment, int fragmentBytes, long bit) {
        return BitGroups.symbolAt(fragment, fragmentBytes, bit);
    }
}
