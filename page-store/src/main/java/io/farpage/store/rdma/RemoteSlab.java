package io.farpage.store.rdma;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.store.SlabLayout;
import io.farpage.store.control.Answer;

/**
 * How a slab of a host is reached.
 *
 * @param address of the slab in the host's memory
 * @param key that the host's device knows it by, until the next fence
 * @param floors what it accepts while it has that key, as {@link io.farpage.store.Floors}
 */
record RemoteSlab(long address, int key, SlabLayout layout, int region, long floors) {
    /** What a host answers to MAP. */
    static long[] place(long address, int key, SlabLayout layout, int region, long floors) {
        return new long[] {
            address,
            (long) region << 32 | (key & 0xffff_ffffL),
            (long) layout.payloadBytes() << 32 | layout.slotCount(),
            floors
        };
    }

    /** What such an answer says. */
    static RemoteSlab of(Answer.Done place) {
        SlabLayout layout = new SlabLayout((int) place.third(), (int) (place.third() >>> 32));
        return new RemoteSlab(
                place.first(), (int) place.second(), layout, (int) (place.second() >>> 32), place.fourth());
    }

    /** Whether there is such a slot, of that length and, for a write, for that region. */
    boolean fits(FragmentOp op) {
        return layout.has(op.slot(), op.payloadBytes())
                && (op.kind() == FragmentOp.Kind.READ || FragmentHeader.region(op.header(), 0) == region);
    }

    /** Where a slot is in the host's memory. */
    long slotAt(int slot) {
        return address + layout.headerAt(slot);
    }
}
