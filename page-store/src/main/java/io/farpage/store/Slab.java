package io.farpage.store;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.Prefetch;
import io.farpage.api.SlabSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/**
 * One slab that a host lends: its slots, and who may write them. Writers of different slots never wait for each other;
 * writers of one slot take turns, so that "if newer" is decided and done in one step.
 */
final class Slab {
    final long id;
    final SlabSpec spec;
    private final SlabMemory memory;
    private final SlotLocks locks;
    private volatile long floors;

    /** A slab in {@code memory}, which becomes its own. */
    Slab(long id, SlabSpec spec, SlabMemory memory) {
        this.id = id;
        this.spec = spec;
        this.memory = memory;
        locks = new SlotLocks(spec.slotCount());
        floors = Floors.of(spec.epoch(), spec.generation());
    }

    /** What the slab accepts at the least. */
    long floors() {
        return floors;
    }

    /** Whether there is such a slot, of that length and, for a write, for that region. */
    boolean fits(FragmentOp op) {
        return memory.slots().layout().has(op.slot(), op.payloadBytes())
                && (op.kind() == FragmentOp.Kind.READ
                        || FragmentHeader.region(op.header(), 0)
                                == spec.group().region().value());
    }

    /** Adds what a read needs. */
    void announce(FragmentOp op, Prefetch prefetch) {
        if (fits(op)) {
            memory.slots().announce(op, prefetch);
        }
    }

    /** Does a read; null when the slab is closed. */
    @Nullable
    Status read(FragmentOp op) {
        SlotMemory slots;
        do {
            slots = memory.slots();
            try {
                slots.read(op);
            } catch (IllegalStateException e) {
                if (isClosed(slots, e)) {
                    return null;
                }
            }
        } while (hasMovedFrom(slots));
        return Status.OK;
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
        SlotMemory slots = memory.slots();
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
            isClosed(slots, e);
            return null;
        } finally {
            locks.unlock(slot);
        }
    }

    /**
     * Raises what the slab accepts; on return no older write can land.
     *
     * @return false when its epoch is newer
     * @throws IOException when somebody may still write and cannot be kept out
     */
    synchronized boolean fence(int epoch, int generation) throws IOException {
        if (Floors.epoch(floors) > epoch) {
            return false;
        }
        floors = Floors.raised(floors, epoch, generation);
        memory.raise(floors);
        locks.awaitHolders();
        if (!memory.awaitOlderWriters()) {
            locks.lockAll();
            try {
                memory.move();
            } finally {
                locks.unlockAll();
            }
        }
        return true;
    }

    /** Returns when every write of this process that is under way at the time of the call has ended. */
    void awaitWriters() {
        locks.awaitHolders();
    }

    /** Copies all headers; false when the slab is closed. */
    boolean scan(MemorySegment into) {
        SlotMemory slots;
        do {
            slots = memory.slots();
            try {
                slots.scan(into);
            } catch (IllegalStateException e) {
                if (isClosed(slots, e)) {
                    return false;
                }
            }
        } while (hasMovedFrom(slots));
        return true;
    }

    /** Gives the memory back, whoever is using it: they find the slab closed. */
    void close() {
        memory.close();
    }

    /** Whether what was just read from there may be what the memory held after it was given back. */
    private boolean hasMovedFrom(SlotMemory slots) {
        VarHandle.acquireFence();
        return memory.slots() != slots;
    }

    /** The JVM ends an access to memory that is closed under it with this exception; any other one is a bug. */
    private boolean isClosed(SlotMemory slots, IllegalStateException e) {
        if (slots.isAlive()) {
            throw e;
        }
        return memory.slots() == slots;
    }
}
