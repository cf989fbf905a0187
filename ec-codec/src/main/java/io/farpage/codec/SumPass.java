package io.farpage.codec;

/** One target of a {@link Combination} in the standard layout. */
@FunctionalInterface
interface SumPass {

    /**
     * Computes the target.
     *
     * @param combination what to compute
     * @param row which of its targets
     * @param target address of that target
     */
    void run(Combination combination, int row, long data, long parity, long target, int fragmentBytes);
}
