package io.farpage.codec;

/**
 * The work of one {@link Codec}, for one layout. Addresses are of memory that the caller has checked: nothing is
 * checked here. Implementations are immutable and allocate nothing for a call but {@link #decoder}.
 */
interface Kernel {

    void encode(long data, long parity, int fragmentBytes);

    /** What decodes one erasure pattern. */
    Decoder decoder(Erasures erasures);

    /**
     * Adds to each parity fragment what a change of data fragment {@code index} contributes.
     *
     * @param before, after addresses of the fragment as it was and as it is
     * @param from, to the bytes that may differ
     */
    void update(int index, long before, long after, long parity, int fragmentBytes, int from, int to);

    /** Adds {@code constant} times a fragment to another. */
    void addProduct(long target, long source, int constant, int fragmentBytes);

    /** The symbol that has its lowest bit, or its only byte, in the byte that holds bit {@code bit} of a fragment. */
    int symbolAt(long fragment, int fragmentBytes, long bit);

    /** The work of one {@link DecodePlan}. */
    interface Decoder {

        /** Computes the lost data fragments in their places. */
        void decode(long data, long parity, int fragmentBytes);

        /** Computes missing fragment {@code index} at {@code target}, which overlaps no fragment that is read. */
        void rebuild(int index, long data, long parity, long target, int fragmentBytes);
    }
}
