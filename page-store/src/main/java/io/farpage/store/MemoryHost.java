package io.farpage.store;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.FragmentStore;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Prefetch;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabControl;
import io.farpage.api.SlabSpec;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * One life of a memory host: lends slabs of off-heap memory up to its capacity, and reads and writes their slots for
 * whichever transport asks. Both kinds of write store only what is not older than what the slot holds. Ops are complete when
 * {@link #submit} returns; that allocates nothing and waits at the most for another writer of the same slot.
 *
 * <p>Does not compare a payload with its checksum: that costs as much as the copy, readers do it, and a transport that
 * carries messages has a checksum of its own. Thread-safe.
 */
public final class MemoryHost implements FragmentStore, SlabControl, AutoCloseable {
    private final HostRef ref;
    private final long capacityBytes;
    private final SlabSpace space;
    private volatile IdTable<Slab> slabs = IdTable.empty();
    private volatile boolean dead;
    private long usedBytes;
    private long lastSlab;

    /** A host that lends memory of its own process. */
    public MemoryHost(HostRef ref, long capacityBytes) {
        this(ref, capacityBytes, SlabSpace.PRIVATE);
    }

    /**
     * A host without slabs.
     *
     * @param ref its name in this life
     * @param capacityBytes what its slabs may take together, headers included
     * @param space where the memory comes from
     */
    public MemoryHost(HostRef ref, long capacityBytes, SlabSpace space) {
        if (capacityBytes < 0) {
            throw new IllegalArgumentException(ref + " cannot lend " + capacityBytes + " bytes");
        }
        this.ref = ref;
        this.capacityBytes = capacityBytes;
        this.space = space;
    }

    /** Who this is. */
    public HostRef ref() {
        return ref;
    }

    /** Whether it has not been killed. */
    public boolean isAlive() {
        return !dead;
    }

    @Override
    public void announce(FragmentOp read, Prefetch prefetch) {
        Slab slab = slabs.find(read.slab());
        if (slab != null) {
            slab.announce(read, prefetch);
        }
    }

    @Override
    public void submit(FragmentOp[] ops, int count) {
        submit(ops, count, WriteGate.OPEN);
    }

    /** Does the ops; writes only while {@code gate} is open. */
    void submit(FragmentOp[] ops, int count, WriteGate gate) {
        for (int i = 0; i < count; i++) {
            SlotMemory.check(ops[i]);
            execute(ops[i], gate);
        }
    }

    private void execute(FragmentOp op, WriteGate gate) {
        Slab slab = slabs.find(op.slab());
        Status status = null;
        if (slab != null && slab.fits(op)) {
            status = op.kind() == FragmentOp.Kind.READ ? slab.read(op) : slab.write(op, gate);
            if (status == Status.FENCED) {
                long floors = slab.floors();
                op.refuse(Floors.epoch(floors), Floors.generation(floors));
                return;
            }
        }
        if (status == null) {
            status = dead ? Status.UNREACHABLE : Status.NO_SUCH_SLAB;
        }
        op.complete(status);
    }

    /** Does nothing: no op is pending for longer than the call that submits it. */
    @Override
    public void cancel(FragmentOp op) {}

    /** Returns when every write that is under way at the time of the call has ended. */
    void awaitWriters() {
        slabs.all().forEach(Slab::awaitWriters);
    }

    /** The memory is taken without a lock: the kernel may need long to make it resident, and everybody else goes on. */
    @Override
    public Reply<Long> admit(SlabSpec spec) {
        long id;
        synchronized (this) {
            if (dead) {
                return unreachable();
            }
            slabs.all().stream()
                    .filter(old -> old.spec.group().equals(spec.group()) && old.spec.generation() < spec.generation())
                    .forEach(old -> release(old.id));
            if (spec.lengthBytes() > capacityBytes - usedBytes) {
                return new Reply.Failed<>(
                        Failure.NO_ROOM,
                        ref + " has " + (capacityBytes - usedBytes) + " of " + capacityBytes
                                + " bytes left, a slab for " + spec.group() + " takes " + spec.lengthBytes());
            }
            usedBytes += spec.lengthBytes();
            id = ++lastSlab;
        }
        Slab slab = null;
        try {
            slab = new Slab(id, spec, space.lend(id, spec));
        } catch (IOException e) {
            return new Reply.Failed<>(
                    Failure.NO_ROOM,
                    ref + " may lend " + capacityBytes + " bytes but its machine has no " + spec.lengthBytes()
                            + " more of them: " + e.getMessage());
        } finally {
            settle(id, spec, slab);
        }
        return dead ? unreachable() : new Reply.Done<>(id);
    }

    /** Takes in a slab for which room was reserved; without one, or when the host has died meanwhile, gives the room back. */
    private synchronized void settle(long id, SlabSpec spec, @Nullable Slab slab) {
        if (slab != null && !dead) {
            slabs = slabs.with(id, slab);
        } else {
            usedBytes = Math.max(0, usedBytes - spec.lengthBytes());
            if (slab != null) {
                slab.close();
            }
        }
    }

    @Override
    public synchronized Reply<Boolean> release(long id) {
        if (dead) {
            return unreachable();
        }
        Slab slab = slabs.find(id);
        if (slab != null) {
            slabs = slabs.without(id);
            slab.close();
            usedBytes -= slab.spec.lengthBytes();
        }
        return new Reply.Done<>(true);
    }

    @Override
    public Reply<Integer> fence(long id, int epoch, int generation) {
        Slab slab = slabs.find(id);
        if (slab == null) {
            return noSuchSlab(id);
        }
        boolean fenced;
        try {
            fenced = slab.fence(epoch, generation);
        } catch (IOException e) {
            return new Reply.Failed<>(
                    Failure.UNREACHABLE,
                    "slab " + id + " of " + ref + " for " + slab.spec.group() + " could not be fenced: "
                            + e.getMessage());
        }
        int accepted = Floors.epoch(slab.floors());
        return fenced
                ? new Reply.Done<>(accepted)
                : new Reply.Failed<>(
                        Failure.FENCED,
                        "slab " + id + " of " + ref + " for " + slab.spec.group() + " is at epoch " + accepted
                                + ", newer than " + epoch);
    }

    /** Slots of a slab; 0 when there is no such slab. */
    public int slotCount(long id) {
        Slab slab = slabs.find(id);
        return slab == null ? 0 : slab.spec.slotCount();
    }

    @Override
    public Reply<Integer> scan(long id, MemorySegment into) {
        Slab slab = slabs.find(id);
        if (slab == null) {
            return noSuchSlab(id);
        }
        int slotCount = slab.spec.slotCount();
        if (into.byteSize() < (long) slotCount * FragmentHeader.BYTES) {
            return SlabControl.tooSmall(into, slotCount, id, ref);
        }
        return slab.scan(into) ? new Reply.Done<>(slotCount) : noSuchSlab(id);
    }

    @Override
    public synchronized Reply<HostStats> stats() {
        return dead
                ? unreachable()
                : new Reply.Done<>(
                        new HostStats(ref, capacityBytes, usedBytes, slabs.all().size()));
    }

    /** Crashes: gives all memory back at once, whoever is using it; from then on everything fails as unreachable. */
    public synchronized void kill() {
        dead = true;
        slabs.all().forEach(Slab::close);
        slabs = IdTable.empty();
        usedBytes = 0;
    }

    /** Ends it; to its clients the same as {@link #kill}. */
    @Override
    public void close() {
        kill();
    }

    private <T> Reply<T> noSuchSlab(long id) {
        return dead ? unreachable() : new Reply.Failed<>(Failure.NO_SUCH_SLAB, ref + " has no slab " + id);
    }

    private <T> Reply<T> unreachable() {
        return new Reply.Failed<>(Failure.UNREACHABLE, ref + " is dead");
    }
}
