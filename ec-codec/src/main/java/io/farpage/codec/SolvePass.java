package io.farpage.codec;

/**
 * Solves for up to four lost data fragments of the fast layout in one group, see {@link Elimination}. A pass is made for
 * how many and for one packet length.
 */
@FunctionalInterface
interface SolvePass {

    /** Most lost fragments. */
    int MOST = 4;

    /**
     * Adds the parity that is stored to what the other fragments contribute to it, which gives the syndromes, and solves.
     *
     * @param scratch where a {@link RowPass} has put what the others contribute to each parity fragment, one group after
     *     the other, in packets of {@link Passes#scratchPacketBytes}; lost afterwards
     * @param s0 the group of the first parity fragment that is used; those of the others follow
     * @param out0 where the first lost fragment goes, which may be its group of {@code scratch}; those of the others
     *     follow
     * @param factors as {@link Elimination#factors} gives them
     */
    void run(
            long scratch,
            long s0,
            long s1,
            long s2,
            long s3,
            long out0,
            long out1,
            long out2,
            long out3,
            int[] factors);
}
