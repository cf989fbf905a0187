package io.farpage.codec;

/**
 * Solves for up to four lost data fragments of the fast layout, in place of what a {@link RowPass} that leaves them out
 * computed from the others, see {@link Elimination}. A pass is made for how many and for one packet length.
 */
@FunctionalInterface
interface SolvePass {

    /** Most lost fragments. */
    int MOST = 4;

    /**
     * Adds the parity that is stored to what the others contribute to it, which gives the syndromes, and solves.
     *
     * @param u0 the group of the first lost fragment; that of the others follows
     * @param s0 the group of the parity fragment that stands in for it; that of the others follows
     * @param factors as {@link Elimination#factors} gives them
     * @param groups how many groups to do, one after the other; more than 1 only if they are whole
     */
    void run(long u0, long u1, long u2, long u3, long s0, long s1, long s2, long s3, int[] factors, int groups);
}
