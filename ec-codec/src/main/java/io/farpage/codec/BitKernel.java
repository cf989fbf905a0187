package io.farpage.codec;

import java.util.Arrays;

/** The fast layout, group by group: all that is done to a group finds it in the first-level cache. */
final class BitKernel implements Kernel {

    private final int dataFragments;
    private final Matrix parityRows;
    private final Passes passes;
    private final RowRuns encode;
    private final BitProductPass[] products;
    private final BitProductPass[] differences;

    BitKernel(Geometry geometry, Matrix parityRows, Passes passes) {
        this.dataFragments = geometry.data();
        this.parityRows = parityRows;
        this.passes = passes;
        this.encode = new RowRuns(passes, Bits.fill(geometry.parity(), row -> row), false);
        this.products = products(passes, false);
        this.differences = products(passes, true);
    }

    /** A pass for each size of group. */
    static BitProductPass[] products(Passes passes, boolean difference) {
        BitProductPass[] products = new BitProductPass[BitGroups.SIZES];
        Arrays.setAll(products, size -> passes.bitProduct(difference, BitGroups.packetBytes(size)));
        return products;
    }

    @Override
    public void encode(long data, long parity, int fragmentBytes) {
        int groupBytes;
        for (int offset = 0; offset < fragmentBytes; offset += groupBytes) {
            groupBytes = BitGroups.bytes(offset, fragmentBytes);
            int size = BitGroups.size(groupBytes);
            for (int run = 0; run < encode.count(); run++) {
                long out0 = parity + offset + (long) encode.first(run) * fragmentBytes;
                long out1 = out0 + fragmentBytes;
                long out2 = out1 + fragmentBytes;
                encode.pass(size, run).run(data + offset, fragmentBytes, dataFragments, 0, 0, out0, out1, out2);
            }
        }
    }

    @Override
    public Decoder decoder(Erasures erasures) {
        return new BitDecoder(erasures, passes);
    }

    @Override
    public void update(int index, long before, long after, long parity, int fragmentBytes, int from, int to) {
        int groupBytes;
        for (int offset = 0; offset < to; offset += groupBytes) {
            groupBytes = BitGroups.bytes(offset, fragmentBytes);
            if (offset + groupBytes > from) {
                BitProductPass product = differences[BitGroups.size(groupBytes)];
                for (int row = 0; row < parityRows.rows(); row++) {
                    long target = parity + offset + (long) row * fragmentBytes;
                    product.run(target, after + offset, before + offset, parityRows.at(row, index));
                }
            }
        }
    }

    @Override
    public void addProduct(long target, long source, int constant, int fragmentBytes) {
        int groupBytes;
        for (int offset = 0; offset < fragmentBytes; offset += groupBytes) {
            groupBytes = BitGroups.bytes(offset, fragmentBytes);
            products[BitGroups.size(groupBytes)].run(target + offset, source + offset, 0, constant);
        }
    }

    @Override
    public int symbolAt(long fragment, int fragmentBytes, long bit) {
        return BitGroups.symbolAt(fragment, fragmentBytes, bit);
    }
}
