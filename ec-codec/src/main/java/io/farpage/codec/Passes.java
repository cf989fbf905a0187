package io.farpage.codec;

/**
 * The inner loops of the codec for one kind of machine: scalar, or vectors of one width. All kinds compute the same
 * bytes.
 */
interface Passes {

    /** What a {@link RowPass} computes, from groups and to groups of which packet lengths. */
    record Rows(int first, int count, boolean syndromes, int fromPacketBytes, int toPacketBytes) {

        /** How much of a packet there is to compute. The longer ones are padded. */
        int packetBytes() {
            return Math.min(fromPacketBytes, toPacketBytes);
        }
    }

    /** Most rows of the fast layout that a pass can do at once without running out of registers, 1 to 3. */
    int rowsAtOnce(boolean syndromes, int packetBytes);

    /** A pass of at most {@link #rowsAtOnce} rows. */
    RowPass rows(Rows rows);

    /** Most lost fragments that {@link #decode} can do at once for a packet length, 0 to 2. */
    int decodesAtOnce(int packetBytes);

    /** A pass of at most {@link #decodesAtOnce} rows. */
    DecodePass decode(int first, int count, int packetBytes);

    /** What updates groups with packets of {@code packetBytes}. */
    DifferencePass difference(int packetBytes);

    /** What solves whole groups, with {@code operands} operands. */
    SolvePass solve(int operands);

    /** Products in the standard layout. */
    ByteProductPass byteProduct();

    /** Combinations in the standard layout. */
    SumPass byteSum();
}
