package io.farpage.codec;

/**
 * Computes fragments from fragments, in one layout, on one kind of machine. Addresses are of memory that the caller has
 * checked: nothing is checked here. Implementations are stateless and allocate nothing for a call.
 */
interface Kernel {

    /**
     * Writes the targets of {@code combination}.
     *
     * @param dataAddress of data fragment 0, the others follow it
     * @param parityAddress of parity fragment 0, the others follow it
     * @param targetAddress of the target area; no target overlaps a source
     * @param fragmentBytes length of each fragment, a positive multiple of 64
     */
    void combine(Combination combination, long dataAddress, long parityAddress, long targetAddress, int fragmentBytes);
}
