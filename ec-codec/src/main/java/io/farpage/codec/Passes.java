package io.farpage.codec;

/**
 * The inner loops of the codec for one kind of machine: scalar, or vectors of one width. All kinds compute the same
 * bytes.
 */
interface Passes {

    /**
     * What a {@link RowPass} computes, from groups and to groups of which packet lengths.
     *
     * @param lossy whether fragments may be lost, which are left out
     */
    record Rows(int first, int count, boolean lossy, int packetBytes, int toPacketBytes) {}

    /**
     * What a {@link SolvePass} solves.
     *
     * @param count how many lost fragments there are
     * @param plain whether the factors of the first row on and above the diagonal are 1, as they are for parity row 0
     */
    record Solve(int count, boolean plain, int packetBytes) {}

    /** Most rows of the fast layout that a pass can do at once without running out of registers, 1 to 3. */
    int rowsAtOnce();

    /** A pass of at most {@link #rowsAtOnce} rows. */
    RowPass rows(Rows rows);

    /** Most lost fragments that {@link #decode} can do at once for a packet length, 0 to 2. */
    int decodesAtOnce(int packetBytes);

    /** A pass of at most {@link #decodesAtOnce} rows. */
    DecodePass decode(int first, int count, int packetBytes);

    /** What updates groups with packets of {@code packetBytes}. */
    DifferencePass difference(int packetBytes);

    /**
     * Packet length of what a {@link RowPass} leaves for a {@link SolvePass}. Loads that overlap several stores wait for
     * all of them, so where vectors are longer than packets, these are widened.
     */
    default int scratchPacketBytes(int packetBytes) {
        return packetBytes;
    }

    /** A pass for so many lost fragments, from 1 to {@link SolvePass#MOST}. */
    SolvePass solve(Solve solve);

    /** Products in the standard layout. */
    ByteProductPass byteProduct();

    /** Combinations in the standard layout. */
    SumPass byteSum();
}
