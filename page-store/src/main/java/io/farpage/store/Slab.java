package io.farpage.store;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.SlabSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One slab that a host lends: its slots, and who may write them. Writers of different slots never wait for each other;
 * writers of one slot take turns, so that "if newer" is decided and done in one step.
 */
final class Slab {
    final long id;
    final SlabSpec spec;
    private final Arena arena = Arena.ofShared();
    private final SlotMemory slots;
    private final SlotLocks locks;
    private volatile long floors;

    /** A slab of zeros. Throws {@link OutOfMemoryError} when this process may take no more. */
    Slab(long id, SlabSpec spec) {
        this.id = id;
        this.spec = spec;
        SlabLayout layout = SlabLayout.of(spec);
        slots = new SlotMemory(arena.allocate(layout.lengthBytes(), SlabLayout.ALIGNMENT_BYTES), layout);
        locks = new SlotLocks(spec.slotCount());
        floors = Floors.of(spec.epoch(), spec.generation());
    }

    /** What the slab accepts at the least. */
    long floors() {
        return floors;
    }

    /** Whether there is such a slot, of that length and, for a write, for that region. */
    boolean fits(FragmentOp op) {
        return slots.layout().has(op.slot(), op.payloadBytes())
                && (op.kind() == FragmentOp.Kind.READ
                        || FragmentHeader.region(op.header(), 0)
                                == spec.group().region().value());
    }

    /** Does a read; null when the slab is closed. */
    @Nullable
    Status read(FragmentOp op) {
        try {
            slots.read(op);
            return Status.OK;
        } catch (IllegalStateException e) {
            return closedOr(e);
        }
    }

    /**
     * Does a write, if it is newer.
     *
     * @param gate asked once nobody can overlook this writer any more
     * @return how it went; null when the slab is closed
     */
    @Nullable
    Status write(FragmentOp op, WriteGate gate) {
        int slot = op.slot();
        locks.lock(slot);
        try {
            if (!gate.isOpen()) {
                return Status.UNREACHABLE;
            }
            if (!Floors.accept(floors, op.epoch(), op.generation())) {
                return Status.FENCED;
            }
            if (slots.version(slot) > FragmentHeader.version(op.header(), 0)) {
                return Status.SUPERSEDED;
            }
            slots.store(op);
            return Status.OK;
        } catch (IllegalStateException e) {
            return closedOr(e);
        } finally {
            locks.unlock(slot);
        }
    }

    /** Raises what the slab accepts; on return no older write can land. False when its epoch is newer. */
    synchronized boolean fence(int epoch, int generation) {
        if (Floors.epoch(floors) > epoch) {
            return false;
        }
        floors = Floors.raised(floors, epoch, generation);
        awaitWriters();
        return true;
    }

    /** Returns when every write that is under way at the time of the call has ended. */
    void awaitWriters() {
        locks.awaitHolders();
    }

    /** Copies all headers; false when the slab is closed. */
    boolean scan(MemorySegment into) {
        try {
            slots.scan(into);
            return true;
        } catch (IllegalStateException e) {
            return closedOr(e) != null;
        }
    }

    /** Gives the memory back, whoever is using it: they find the slab closed. */
    void close() {
        arena.close();
    }

    /** The JVM ends an access to memory that is closed under it with this exception; any other one is a bug. */
    private @Nullable Status closedOr(IllegalStateException e) {
        if (slots.isAlive()) {
            throw e;
        }
        return null;
    }
}
