package io.farpage.codec;

/** A {@link RowPass} of vectors that are shorter than a packet: vector by vector, the rest of the packet in scalars. */
record ColumnRowPass(RowPass vector, ScalarRowPass scalar, int vectorBytes) implements RowPass {

    @Override
    public void run(
            long data,
            int strideBytes,
            int count,
            long lost,
            int packetBytes,
            long stored,
            long out0,
            long out1,
            long out2) {
        int column = 0;
        for (; column + vectorBytes <= packetBytes; column += vectorBytes) {
            vector.run(
                    data + column,
                    strideBytes,
                    count,
                    lost,
                    packetBytes,
                    stored + column,
                    out0 + column,
                    out1 + column,
                    out2 + column);
        }
        scalar.columns(column, data, strideBytes, count, lost, packetBytes, stored, out0);
    }
}
