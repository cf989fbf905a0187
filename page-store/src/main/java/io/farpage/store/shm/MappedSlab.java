package io.farpage.store.shm;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.Prefetch;
import io.farpage.store.Floors;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Client side: a slab of a host as this process has it mapped. Methods answer null when the slab is here no longer, so that
 * what was done may be old or lost; then the host must be asked. They allocate nothing. Thread-safe.
 */
final class MappedSlab {
    final long id;
    private final SlabFile file;
    private final int region;
    private final int cell;

    MappedSlab(long id, SlabFile file, int region, int cell) {
        this.id = id;
        this.file = file;
        this.region = region;
        this.cell = cell;
    }

    /** Ends a write as fenced, with what the slab accepts; false when the slab is here no longer. */
    boolean refuse(FragmentOp op) {
        try {
            long floors = file.floors();
            op.refuse(Floors.epoch(floors), Floors.generation(floors));
            return true;
        } catch (IllegalStateException e) {
            return goneOr(e) != null;
        }
    }

    int slotCount() {
        return file.slots().layout().slotCount();
    }

    /** Adds what a read needs, if it can be had here. */
    void announce(FragmentOp op, Prefetch prefetch) {
        if (fits(op)) {
            file.slots().announce(op, prefetch);
        }
    }

    /** Does a read. */
    @Nullable
    Status read(FragmentOp op) {
        if (!fits(op)) {
            return Status.NO_SUCH_SLAB;
        }
        try {
            file.slots().read(op);
            return isStillHere() ? Status.OK : null;
        } catch (IllegalStateException e) {
            return goneOr(e);
        }
    }

    /**
     * Does a write to a member that is present.
     *
     * @param isClosed asked once {@link #isQuiet} tells of this writer
     */
    @Nullable
    Status write(FragmentOp op, BooleanSupplier isClosed) {
        if (!fits(op)) {
            return Status.NO_SUCH_SLAB;
        }
        try {
            Status status = Status.OK;
            int phase = file.enter(cell);
            try {
                if (isClosed.getAsBoolean()) {
                    status = Status.UNREACHABLE;
                } else if (file.state() != SlabFile.ACTIVE) {
                    status = null;
                } else if (!Floors.accept(file.floors(), op.epoch(), op.generation())) {
                    status = Status.FENCED;
                } else {
                    file.slots().store(op);
                }
            } finally {
                file.leave(cell, phase);
            }
            // Leaving is a full fence: a host that marks the file after we look copies what we stored.
            return status == Status.OK && file.state() != SlabFile.ACTIVE ? null : status;
        } catch (IllegalStateException e) {
            return goneOr(e);
        }
    }

    /** Copies all headers; false when the slab is here no longer. */
    boolean scan(MemorySegment into) {
        try {
            file.slots().scan(into);
            return isStillHere();
        } catch (IllegalStateException e) {
            return goneOr(e) != null;
        }
    }

    /** Whether no writer of this client is under way. */
    boolean isQuiet() {
        try {
            return file.isQuietCell(cell);
        } catch (IllegalStateException e) {
            return goneOr(e) == null;
        }
    }

    /** Unmaps it, whoever is using it. Called once. */
    void close() {
        file.close();
    }

    private boolean fits(FragmentOp op) {
        return file.slots().layout().has(op.slot(), op.payloadBytes())
                && (op.kind() == FragmentOp.Kind.READ || FragmentHeader.region(op.header(), 0) == region);
    }

    /** Whether what was just read was read before the host began to move or release the slab. */
    private boolean isStillHere() {
        VarHandle.acquireFence();
        return file.state() == SlabFile.ACTIVE;
    }

    /** The JVM ends an access to memory that is unmapped under it with this exception; any other one is a bug. */
    private @Nullable Status goneOr(IllegalStateException e) {
        if (file.isAlive()) {
            throw e;
        }
        return null;
    }
}
