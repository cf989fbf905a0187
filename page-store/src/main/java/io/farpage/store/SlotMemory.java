package io.farpage.store;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.Prefetch;
import io.farpage.api.Version;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.Objects;

/**
 * The slots of one slab in the memory they stand in. A store takes the slot's header away, then writes the payload, then the
 * new header: whoever dies in the middle leaves a slot that shows no intact header, never a header beside a payload that it
 * does not describe. A read that meets a store may be torn; its reader finds out by the checksums.
 *
 * <p>Checks nothing of slots and lengths beyond the bounds of the memory. When the memory's arena is closed, also while
 * another thread is in here, methods throw {@link IllegalStateException}. Allocates nothing. Excludes nobody: that is the
 * caller's.
 */
public final class SlotMemory {
    private final MemorySegment memory;
    private final SlabLayout layout;

    /**
     * The slots in {@code memory}.
     *
     * @param memory native, of the layout's length; its zeros are free slots
     * @param layout where things stand in it
     */
    public SlotMemory(MemorySegment memory, SlabLayout layout) {
        if (memory.byteSize() != layout.lengthBytes()) {
            throw new IllegalArgumentException(memory.byteSize() + " bytes for a slab of " + layout.lengthBytes());
        }
        this.memory = memory;
        this.layout = layout;
    }

    public SlabLayout layout() {
        return layout;
    }

    /** Whether the memory is still there. */
    public boolean isAlive() {
        return memory.scope().isAlive();
    }

    /**
     * Finds the bugs of a caller before any harm is done.
     *
     * @throws IllegalArgumentException when a write has no intact header
     * @throws IndexOutOfBoundsException when the payload is not within the caller's memory
     */
    public static void check(FragmentOp op) {
        Objects.checkFromIndexSize(
                op.payloadAt(), op.payloadBytes(), op.payload().byteSize());
        if (op.kind() != FragmentOp.Kind.READ && !FragmentHeader.isIntact(op.header(), 0)) {
            throw new IllegalArgumentException("header of a fragment to be written is not intact: " + op);
        }
    }

    /** Adds the slot that an op reads. */
    public void announce(FragmentOp op, Prefetch prefetch) {
        prefetch.add(memory, layout.headerAt(op.slot()), layout.slotBytes());
    }

    /** Copies a slot into the op's memory. */
    public void read(FragmentOp op) {
        int slot = op.slot();
        MemorySegment.copy(memory, layout.headerAt(slot), op.header(), 0, FragmentHeader.BYTES);
        MemorySegment.copy(memory, layout.payloadAt(slot), op.payload(), op.payloadAt(), op.payloadBytes());
    }

    /** Stores an op's fragment. */
    public void store(FragmentOp op) {
        int slot = op.slot();
        long headerAt = layout.headerAt(slot);
        memory.set(JAVA_LONG_UNALIGNED, headerAt, 0);
        VarHandle.storeStoreFence();
        MemorySegment.copy(op.payload(), op.payloadAt(), memory, layout.payloadAt(slot), op.payloadBytes());
        VarHandle.storeStoreFence();
        // The word that was taken away comes last: it is the same for many headers, so with it the old one would be
        // back.
        MemorySegment.copy(op.header(), Long.BYTES, memory, headerAt + Long.BYTES, FragmentHeader.BYTES - Long.BYTES);
        VarHandle.storeStoreFence();
        memory.set(JAVA_LONG_UNALIGNED, headerAt, op.header().get(JAVA_LONG_UNALIGNED, 0));
    }

    /** The version that a slot holds, or {@link Version#NONE} when its header is not intact. */
    public long version(int slot) {
        long at = layout.headerAt(slot);
        return FragmentHeader.isIntact(memory, at) ? FragmentHeader.version(memory, at) : Version.NONE;
    }

    /**
     * Fills this with another memory's slots, which somebody may still be writing: a slot that is written meanwhile shows no
     * intact header here.
     */
    public void takeOver(SlotMemory from) {
        for (int slot = 0; slot < layout.slotCount(); slot++) {
            long at = layout.headerAt(slot);
            MemorySegment.copy(from.memory, at, memory, at, FragmentHeader.BYTES);
        }
        VarHandle.loadLoadFence();
        for (int slot = 0; slot < layout.slotCount(); slot++) {
            long at = layout.payloadAt(slot);
            MemorySegment.copy(from.memory, at, memory, at, layout.payloadBytes());
        }
        VarHandle.loadLoadFence();
        for (int slot = 0; slot < layout.slotCount(); slot++) {
            long at = layout.headerAt(slot);
            long end = at + FragmentHeader.BYTES;
            // A store takes the header away before it touches the payload.
            if (MemorySegment.mismatch(from.memory, at, end, memory, at, end) != -1) {
                memory.set(JAVA_LONG_UNALIGNED, at, 0);
            }
        }
    }

    /** Copies all headers. */
    public void scan(MemorySegment into) {
        for (int slot = 0; slot < layout.slotCount(); slot++) {
            MemorySegment.copy(
                    memory, layout.headerAt(slot), into, (long) slot * FragmentHeader.BYTES, FragmentHeader.BYTES);
        }
    }
}
