package io.farpage.codec;

/**
 * Decodes one or two lost data fragments of the fast layout: the syndromes of as many rows that follow one another,
 * solved before they are written. A pass is made for its rows and one packet length.
 */
@FunctionalInterface
interface DecodePass {

    /**
     * Computes the lost fragments. The first parameters are those of {@link RowPass#run}. With b0 and b1 the syndromes,
     * that is the sums of what the others contribute and what is stored, {@code b1 = scale1 * (b1 + forward * b0)} and then {@code b0 = scale0 * (b0 + back * b1)}; with one
     * row only {@code b0 = scale0 * b0}. No constant is 0.
     */
    void run(
            long data,
            int strideBytes,
            int count,
            long lost,
            long out0,
            long out1,
            long stored,
            int forward,
            int scale1,
            int back,
            int scale0,
            int groups);
}
