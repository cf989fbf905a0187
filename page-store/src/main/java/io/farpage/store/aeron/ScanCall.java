package io.farpage.store.aeron;

import io.farpage.api.FragmentHeader;
import io.farpage.store.aeron.wire.Action;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;

/** A scan: done when the headers of all slots have come in, in whatever order, some perhaps twice. */
final class ScanCall extends ControlCall<Integer> {
    private final MemorySegment into;
    private final BitSet seen = new BitSet();
    private int slotCount;

    ScanCall(long slab, MemorySegment into) {
        super(Request.of(Action.SCAN, slab), answer -> 0);
        this.into = into;
    }

    /** Slots of the slab, once a part has come in. */
    int slotCount() {
        return slotCount;
    }

    /** Whether the caller's memory holds all headers, as far as is known. */
    boolean fits() {
        return into.byteSize() >= (long) slotCount * FragmentHeader.BYTES;
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
        slotCount = slots;
        if (!fits()) {
            done(slots); // The caller is told by an exception.
            return true;
        }
        MemorySegment.copy(RawMemory.ALL, address, into, (long) firstSlot * FragmentHeader.BYTES, lengthBytes);
        seen.set(firstSlot, firstSlot + count);
        if (seen.nextClearBit(0) >= slots) {
            done(slots);
        }
        return true;
    }
}
