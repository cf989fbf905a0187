package io.farpage.codec;

/** The standard layout: every target is a {@link Combination} of sources, one symbol a byte. */
final class ByteKernel implements Kernel {

    private final Matrix parityRows;
    private final Combination encode;
    private final SumPass sum;
    private final ByteProductPass product;

    ByteKernel(Geometry geometry, Matrix parityRows, Passes passes) {
        this.parityRows = parityRows;
        this.encode = new Combination(
                parityRows,
                geometry.data(),
                Bits.positions(geometry.dataMask()),
                Bits.fill(geometry.parity(), row -> row));
        this.sum = passes.byteSum();
        this.product = passes.byteProduct();
    }

    @Override
    public void encode(long data, long parity, int fragmentBytes) {
        combine(encode, data, parity, parity, fragmentBytes);
    }

    private void combine(Combination combination, long data, long parity, long targets, int fragmentBytes) {
        for (int row = 0; row < combination.targetCount(); row++) {
            long target = combination.targetAddress(row, targets, fragmentBytes);
            sum.run(combination, row, data, parity, target, fragmentBytes);
        }
    }

    @Override
    public Decoder decoder(Erasures erasures) {
        Combination all = erasures.dataFromSources();
        Combination[] each = erasures.eachFromSources();
        return new Decoder() {
            @Override
            public void decode(long data, long parity, int fragmentBytes) {
                combine(all, data, parity, data, fragmentBytes);
            }

            @Override
            public void rebuild(int index, long data, long parity, long target, int fragmentBytes) {
                combine(each[erasures.placeOf(index)], data, parity, target, fragmentBytes);
            }
        };
    }

    @Override
    public void update(int index, long before, long after, long parity, int fragmentBytes, int from, int to) {
        int start = from & -Geometry.FRAGMENT_ALIGNMENT_BYTES;
        int length = ((to + Geometry.FRAGMENT_ALIGNMENT_BYTES - 1) & -Geometry.FRAGMENT_ALIGNMENT_BYTES) - start;
        for (int row = 0; row < parityRows.rows(); row++) {
            long target = parity + (long) row * fragmentBytes + start;
            product.run(target, before + start, after + start, parityRows.at(row, index), length);
        }
    }

    @Override
    public void addProduct(long target, long source, int constant, int fragmentBytes) {
        for (int offset = 0; offset < fragmentBytes; offset += Geometry.FRAGMENT_ALIGNMENT_BYTES) {
            product.run(target + offset, source + offset, Memory.ZEROS, constant, Geometry.FRAGMENT_ALIGNMENT_BYTES);
        }
    }

    @Override
    public int symbolAt(long fragment, int fragmentBytes, long bit) {
        return Memory.getByte(fragment + bit / Byte.SIZE) & 0xff;
    }
}
