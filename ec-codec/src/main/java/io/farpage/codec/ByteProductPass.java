package io.farpage.codec;

/** Adds a constant times the difference of two operands to a target in the standard layout. */
@FunctionalInterface
interface ByteProductPass {

    /** Adds {@code constant * (a - b)} to the target, all of {@code lengthBytes}, a multiple of 64. */
    void run(long target, long a, long b, int constant, int lengthBytes);
}
