package io.farpage.codec;

/** The fast layout, group by group: all that is done to a group finds it in the first-level cache. */
final class BitKernel implements Kernel {

    private final int dataFragments;
    private final int tileGroups;
    private final Matrix parityRows;
    private final Passes passes;
    private final OnDemand<RowRuns> encode;
    private final OnDemand<DifferencePass> differences;

    BitKernel(Geometry geometry, Matrix parityRows, Passes passes) {
        this.dataFragments = geometry.data();
        this.tileGroups = BitGroups.tile(geometry.total());
        this.parityRows = parityRows;
        this.passes = passes;
        this.encode = RowRuns.of(passes, Bits.fill(geometry.parity(), row -> row), false);
        this.differences = new OnDemand<>(BitGroups.SIZES, size -> passes.difference(BitGroups.packetBytes(size)));
    }

    @Override
    public void encode(long data, long parity, int fragmentBytes) {
        int groups;
        for (int offset = 0; offset < fragmentBytes; offset += groups * BitGroups.WHOLE_BYTES) {
            RowRuns runs = encode.get(BitGroups.size(offset, fragmentBytes));
            groups = BitGroups.groups(tileGroups, offset, fragmentBytes);
            for (int run = 0; run < runs.count(); run++) {
                long out0 = parity + offset + (long) runs.first(run) * fragmentBytes;
                long out1 = out0 + fragmentBytes;
                long out2 = out1 + fragmentBytes;
                runs.pass(run).run(data + offset, fragmentBytes, dataFragments, 0, out0, out1, out2, groups);
            }
        }
    }

    @Override
    public Decoder decoder(Erasures erasures) {
        return new BitDecoder(erasures, passes, differences);
    }

    @Override
    public void update(int index, long before, long after, long parity, int fragmentBytes, int from, int to) {
        for (int offset = from & -BitGroups.WHOLE_BYTES; offset < to; offset += BitGroups.WHOLE_BYTES) {
            DifferencePass difference = differences.get(BitGroups.size(offset, fragmentBytes));
            for (int row = 0; row < parityRows.rows(); row++) {
                long target = parity + offset + (long) row * fragmentBytes;
                difference.run(target, after + offset, before + offset, parityRows.at(row, index));
            }
        }
    }

    @Override
    public void addProduct(long target, long source, int constant, int fragmentBytes) {
        for (int offset = 0; offset < fragmentBytes; offset += BitGroups.WHOLE_BYTES) {
            DifferencePass difference = differences.get(BitGroups.size(offset, fragmentBytes));
            difference.run(target + offset, source + offset, Memory.ZEROS, constant);
        }
    }

    @Override
    public int symbolAt(long fragment, int fragmentBytes, long bit) {
        return BitGroups.symbolAt(fragment, fragmentBytes, bit);
    }
}
