package io.farpage.api;

/**
 * A slab that a host is asked to lend.
 *
 * @param group the slab group that it will be a member of
 * @param epoch the oldest owner's epoch that it accepts writes of
 * @param generation the oldest generation that it accepts writes of
 * @param slotCount slots, one fragment each
 * @param payloadBytes bytes of a fragment without its header, a positive multiple of 64
 */
public record SlabSpec(SlabGroupId group, int epoch, int generation, int slotCount, int payloadBytes) {
    public SlabSpec {
        if (slotCount < 1 || payloadBytes < 64 || payloadBytes % 64 != 0) {
            throw new IllegalArgumentException("slab of " + group + " with " + slotCount + " slots of " + payloadBytes
                    + " bytes: needs at least 1 slot of a positive multiple of 64 bytes");
        }
    }

    /** Memory that it takes at the host, headers included. */
    public long lengthBytes() {
        return (long) slotCount * (payloadBytes + FragmentHeader.BYTES);
    }
}
