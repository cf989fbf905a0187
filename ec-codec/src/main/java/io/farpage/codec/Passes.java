package io.farpage.codec;

/**
 * The inner loops of the codec for one kind of machine: scalar, or vectors of one width. All kinds compute the same
 * bytes.
 */
interface Passes {

    /** Most rows of the fast layout that a pass can do at once without running out of registers, 1 or 3. */
    int rowsAtOnce();

    /**
     * Rows {@code first} to {@code first + count - 1} of groups with packets of {@code packetBytes}; count is at most
     * {@link #rowsAtOnce}.
     */
    RowPass rows(int first, int count, boolean syndromes, int packetBytes);

    /** Products in the fast layout, of groups with packets of {@code packetBytes}. */
    BitProductPass bitProduct(boolean difference, int packetBytes);

    /** Products in the standard layout. */
    ByteProductPass byteProduct();

    /** Combinations in the standard layout. */
    SumPass byteSum();
}
