package io.farpage.store;

import io.farpage.api.FragmentHeader;
import io.farpage.api.SlabSpec;

/**
 * Where things stand in a slab's memory: one slot after the other, each with its header and right behind it its payload, so
 * that a fragment is read in one piece.
 *
 * @param slotCount slots
 * @param payloadBytes bytes of each payload, a multiple of 64
 */
public record SlabLayout(int slotCount, int payloadBytes) {
    /** The layout of a slab that is admitted as {@code spec}. */
    public static SlabLayout of(SlabSpec spec) {
        return new SlabLayout(spec.slotCount(), spec.payloadBytes());
    }

    /** Bytes of a slot. */
    public int slotBytes() {
        return FragmentHeader.BYTES + payloadBytes;
    }

    /** Bytes of the slab. */
    public long lengthBytes() {
        return headerAt(slotCount);
    }

    /** Offset of a slot's header. */
    public long headerAt(int slot) {
        return (long) slot * slotBytes();
    }

    /** Offset of a slot's payload. */
    public long payloadAt(int slot) {
        return headerAt(slot) + FragmentHeader.BYTES;
    }

    /** Whether there is such a slot and payloads have that length. */
    public boolean has(int slot, int lengthBytes) {
        return slot >= 0 && slot < slotCount && lengthBytes == payloadBytes;
    }
}
