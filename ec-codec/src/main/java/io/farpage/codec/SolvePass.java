package io.farpage.codec;

/**
 * One step of solving for lost data in the fast layout, over whole groups: adds multiples of up to three operands to a
 * target, and scales it. Made for a number of operands; the others are not read. It may also be made to write the
 * result to a second place, with packets of another length.
 */
@FunctionalInterface
interface SolvePass {

    /**
     * Sets {@code target = scale * (target + c0 * s0 + c1 * s1 + c2 * s2)} in {@code groups} groups, one after the
     * other. No constant that is used is 0.
     *
     * @param out the second place; then there is one group only
     */
    void run(long target, int scale, long s0, int c0, long s1, int c1, long s2, int c2, int groups, long out);
}
