package io.farpage.codec;

/** Adds a constant times the sum of two operands to a target: {@code target += constant * (a + b)}. */
@FunctionalInterface
interface ProductPass {

    /**
     * All operands are read before the target is written, so each may be the target.
     *
     * @param target, a, b addresses
     * @param constant an element of {@link Field}
     * @param lengthBytes in the fast layout the packet length of one group, in the standard layout that of the
     *     operands, a multiple of 64
     */
    void run(long target, long a, long b, int constant, int lengthBytes);
}
