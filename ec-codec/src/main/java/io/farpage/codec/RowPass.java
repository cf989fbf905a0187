package io.farpage.codec;

/**
 * Parity rows of the fast layout: row r is the sum over i of x^(r i) times data fragment i. A pass is made for one
 * packet length and does one to three rows that follow one another, with or without leaving out lost fragments.
 */
@FunctionalInterface
interface RowPass {

    /**
     * Computes the rows. Addresses are of packet 0 of a group.
     *
     * @param data the group in data fragment 0
     * @param strideBytes from a fragment to the next
     * @param count data fragments
     * @param lost mask of data fragments to leave out, if the pass can
     * @param out0 where the first row goes
     * @param out1 where the second row goes, if the pass has it
     * @param out2 where the third row goes, if the pass has it
     * @param groups how many groups to do, one after the other; more than 1 only if they are whole, here and there
     */
    void run(long data, int strideBytes, int count, long lost, long out0, long out1, long out2, int groups);
}
