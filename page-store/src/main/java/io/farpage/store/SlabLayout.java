package io.farpage.store;

import io.farpage.api.FragmentHeader;
import io.farpage.api.SlabSpec;

/**
 * Where things stand in a slab's memory: all headers first, so that a scan reads them alone, then, from the next multiple
 * of 64 on, all payloads.
 *
 * @param slotCount slots
 * @param payloadBytes bytes of each payload, a multiple of 64
 */
public record SlabLayout(int slotCount, int payloadBytes) {
    /** Alignment of a slab's memory and of each payload in it: a cache line. */
    public static final int ALIGNMENT_BYTES = 64;

    /** The layout of a slab that is admitted as {@code spec}. */
    public static SlabLayout of(SlabSpec spec) {
        return new SlabLayout(spec.slotCount(), spec.payloadBytes());
    }

    /** Bytes of all headers. */
    public long headersBytes() {
        return (long) slotCount * FragmentHeader.BYTES;
    }

    /** Bytes of the slab: {@link SlabSpec#lengthBytes} and the gap after the headers. */
    public long lengthBytes() {
        return payloadAt(slotCount);
    }

    /** Offset of a slot's header. */
    public long headerAt(int slot) {
        return (long) slot * FragmentHeader.BYTES;
    }

    /** Offset of a slot's payload. */
    public long payloadAt(int slot) {
        long firstAt = headersBytes() + ALIGNMENT_BYTES - 1 & -ALIGNMENT_BYTES;
        return firstAt + (long) slot * payloadBytes;
    }

    /** Whether there is such a slot and payloads have that length. */
    public boolean has(int slot, int lengthBytes) {
        return slot >= 0 && slot < slotCount && lengthBytes == payloadBytes;
    }
}
