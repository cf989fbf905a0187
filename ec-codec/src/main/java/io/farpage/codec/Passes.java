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

    /**
     * What a {@link SolvePass} computes.
     *
     * @param operands how many it adds, 0 to 3
     * @param plain whether all constants and the scale are 1, so that there is nothing to multiply
     * @param outPacketBytes packet length of a second place to write to; 0 if there is none
     */
    record Solve(int operands, boolean plain, int outPacketBytes) {}

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

    /** A step of solving whole groups. */
    SolvePass solve(Solve solve);

    /** Products in the standard layout. */
    ByteProductPass byteProduct();

    /** Combinations in the standard layout. */
    SumPass byteSum();

    /** Adds writing to a second place to a pass that does not. */
    default SolvePass withOut(SolvePass pass, int outPacketBytes) {
        if (outPacketBytes == 0) {
            return pass;
        }
        // A row with a single data fragment is a copy.
        RowPass copy = rows(new Rows(0, 1, false, BitGroups.WHOLE_PACKET_BYTES, outPacketBytes));
        return (target, scale, s0, c0, s1, c1, s2, c2, groups, out) -> {
            pass.run(target, scale, s0, c0, s1, c1, s2, c2, groups, out);
            copy.run(target, 0, 1, 0, 0, out, 0, 0, 1);
        };
    }
}
