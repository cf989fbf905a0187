package io.farpage.store.aeron;

import io.farpage.api.FragmentHeader;
import io.farpage.store.aeron.wire.Action;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/**
 * A scan: done when the headers of all slots have come in, in whatever order, some perhaps twice. They are kept here until the
 * caller fetches them, because whoever takes them in may have no access to the caller's memory.
 */
final class ScanCall extends ControlCall<Integer> {
    private final long roomBytes;
    private final BitSet seen = new BitSet();
    private MemorySegment headers = MemorySegment.NULL;
    private int slotCount;

    /**
     * A call.
     *
     * @param roomBytes what the caller has room for
     */
    ScanCall(long slab, long roomBytes) {
        super(Request.of(Action.SCAN, slab), answer -> 0);
        this.roomBytes = roomBytes;
    }

    /** Slots of the slab, once a part has come in. */
    int slotCount() {
        return slotCount;
    }

    /** Whether the caller has room for all headers, as far as is known. */
    boolean fits() {
        return roomBytes >= (long) slotCount * FragmentHeader.BYTES;
    }

    /** All headers, for the caller of a call that is done and {@link #fits}. */
    MemorySegment headers() {
        return headers;
    }

    /** Takes the headers of some slots at an absolute address; false when that is impossible. */
    boolean onPart(int slots, int firstSlot, long address, int lengthBytes) {
        int count = lengthBytes / FragmentHeader.BYTES;
        if (slots < 1
                || (slotCount != 0 && slots != slotCount)
                || firstSlot < 0
                || lengthBytes % FragmentHeader.BYTES != 0
                || count < 1
                || count > slots - firstSlot) {
            return false;
        }
        boolean first = slotCount == 0;
        slotCount = slots;
        if (!fits()) {
            done(slots); // The caller is told that it does not fit.
            return true;
        }
        if (first) {
            headers = Arena.ofAuto().allocate((long) slots * FragmentHeader.BYTES, 8);
        }
        MemorySegment.copy(RawMemory.ALL, address, headers, (long) firstSlot * FragmentHeader.BYTES, lengthBytes);
        seen.set(firstSlot, firstSlot + count);
        if (seen.nextClearBit(0) >= slots) {
            done(slots);
        }
        return true;
    }
}
