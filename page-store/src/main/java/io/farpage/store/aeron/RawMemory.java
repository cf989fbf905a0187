package io.farpage.store.aeron;

import java.lang.foreign.MemorySegment;
import org.agrona.DirectBuffer;

/**
 * All memory as one segment, addressed by absolute address, so that fragments are copied between Aeron's buffers and slabs
 * without a wrapper for each. Whoever uses it has checked the bounds against the buffer that the address comes from.
 */
final class RawMemory {
    static final MemorySegment ALL = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

    private RawMemory() {}

    /** The address of a place in a buffer outside the heap. */
    static long address(DirectBuffer buffer, int at) {
        if (buffer.byteArray() != null) {
            throw new IllegalArgumentException("a message is in a buffer on the heap");
        }
        return buffer.addressOffset() + at;
    }
}
