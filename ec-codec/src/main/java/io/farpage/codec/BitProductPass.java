package io.farpage.codec;

/**
 * Adds a constant times an operand to a target, one group of the fast layout. Made for one packet length, and either
 * for a single operand or for one that is the difference of two, {@code target += constant * (a - b)}.
 */
@FunctionalInterface
interface BitProductPass {

    /**
     * Changes the target. The operands are read before, so each may be the target.
     *
     * @param b read only if the pass was made for a difference
     */
    void run(long target, long a, long b, int constant);
}
