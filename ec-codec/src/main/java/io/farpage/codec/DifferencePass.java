package io.farpage.codec;

/**
 * Adds a constant times the difference of two operands to a target, over one group of the fast layout. Made for one
 * packet length.
 */
@FunctionalInterface
interface DifferencePass {

    /** Adds {@code constant * (a - b)} to the target; a and b do not overlap it. */
    void run(long target, long a, long b, int constant);
}
