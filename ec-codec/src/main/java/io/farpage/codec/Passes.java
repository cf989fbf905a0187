package io.farpage.codec;

/**
 * The inner loops of the codec for one kind of machine: scalar, or vectors of one width. All kinds compute the same
 * bytes.
 */
interface Passes {

    /** Most rows of the fast layout that a pass can do at once without running out of registers, 1 or 3. */
    int rowsAtOnce();

    /** Rows {@code first} to {@code first + count - 1}, count at most {@link #rowsAtOnce}. */
    RowPass rows(int first, int count, boolean syndromes);

    /** Products in the fast layout. */
    ProductPass bitProduct();

    /** Products in the standard layout. */
    ProductPass byteProduct();

    /** Combinations in the standard layout. */
    SumPass byteSum();
}
