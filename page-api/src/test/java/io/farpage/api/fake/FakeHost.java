package io.farpage.api.fake;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabControl;
import io.farpage.api.SlabSpec;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * One life of a memory host on the heap, under one lock, with knobs: it can die, hang, refuse and rot. A plain write
 * overwrites whatever the slot holds, as a one-sided transport's does. A write that was cancelled while the host hung still
 * lands when it goes on, unless its connection was closed: the worst that {@link io.farpage.api.FragmentStore#cancel}
 * allows. Thread-safe.
 */
public final class FakeHost {
    private final HostRef ref;
    private final long capacityBytes;
    private final TreeMap<Long, FakeSlab> slabs = new TreeMap<>();
    private final List<WaitingOp> waiting = new ArrayList<>();
    private long nextSlab = 1;
    private boolean dead;
    private boolean hung;
    private @Nullable Status writeAnswer;
    private @Nullable Status readAnswer;
    private long reads;
    private long writes;
    private long controlCalls;

    /** A host that lives and has no slabs. */
    public FakeHost(int id, long incarnation, long capacityBytes) {
        this.ref = new HostRef(new HostId(id), incarnation);
        this.capacityBytes = capacityBytes;
    }

    public HostRef ref() {
        return ref;
    }

    /** What a directory would say of it: alive, in a failure domain of its own. */
    public synchronized HostInfo info() {
        return new HostInfo(ref, "fake", "domain-" + ref.host().value(), capacityBytes, usedBytes(), HostState.ALIVE);
    }

    /** Crashes: all memory is gone, all ops that wait and all later calls are unreachable. */
    public synchronized void kill() {
        dead = true;
        slabs.clear();
        waiting.forEach(w -> w.finish(Status.UNREACHABLE));
        waiting.clear();
    }

    /** From now on ops stay pending until {@link #resume} or cancelled, and control calls are unreachable. */
    public synchronized void hang() {
        hung = true;
    }

    /** Goes on: does first what was submitted meanwhile, in that order. */
    public synchronized void resume() {
        hung = false;
        for (WaitingOp w : waiting) {
            if (w.op != null) {
                execute(w.op);
            } else {
                applyLate(w);
            }
        }
        waiting.clear();
    }

    /** From now on writes change nothing and end like this; null makes them work again. Not for FENCED: fence instead. */
    public synchronized void answerWrites(@Nullable Status status) {
        writeAnswer = status;
    }

    /** From now on reads fill nothing and end like this; null makes them work again. */
    public synchronized void answerReads(@Nullable Status status) {
        readAnswer = status;
    }

    /** Flips one bit in the middle of a slot's payload. */
    public synchronized void damagePayload(long slab, int slot) {
        byte[] payload = slab(slab).payloads[slot];
        payload[payload.length / 2] ^= 0x10;
    }

    /** Flips one bit of a slot's header, in its version. */
    public synchronized void damageHeader(long slab, int slot) {
        slab(slab).headers[slot][17] ^= 0x01;
    }

    /** Makes a slot as another one is, so that it is as if a later write had never come. */
    public synchronized void copySlot(long slab, int from, int to) {
        slab(slab).headers[to] = slab(slab).headers[from].clone();
        slab(slab).payloads[to] = slab(slab).payloads[from].clone();
    }

    /** Makes a slot as it was before its first write. */
    public synchronized void erase(long slab, int slot) {
        slab(slab).headers[slot] = new byte[FragmentHeader.BYTES];
        slab(slab).payloads[slot] = new byte[slab(slab).spec.payloadBytes()];
    }

    /** The version in a slot; 0 when it is free or its header is not intact. */
    public synchronized long version(long slab, int slot) {
        return slab(slab).version(slot);
    }

    /** Ids of all slabs. */
    public synchronized SortedSet<Long> slabs() {
        return new TreeSet<>(slabs.keySet());
    }

    /** Reads that were submitted so far, however they ended. */
    public synchronized long reads() {
        return reads;
    }

    /** Writes that were submitted so far, however they ended. */
    public synchronized long writes() {
        return writes;
    }

    /** Control calls so far, however they ended. */
    public synchronized long controlCalls() {
        return controlCalls;
    }

    /** Ops that wait for {@link #resume} and are not cancelled. */
    public synchronized int pendingOps() {
        return (int) waiting.stream().filter(w -> w.op != null).count();
    }

    synchronized void submit(FakeConnection connection, FragmentOp op) {
        if (op.kind() == Kind.READ) {
            reads++;
        } else if (FragmentHeader.isIntact(op.header(), 0)) {
            writes++;
        } else {
            throw new IllegalArgumentException("header is not intact: " + op);
        }
        if (dead || connection.isClosed()) {
            op.complete(Status.UNREACHABLE);
        } else if (hung) {
            waiting.add(new WaitingOp(connection, op));
        } else {
            execute(op);
        }
    }

    synchronized void cancel(FragmentOp op) {
        for (WaitingOp w : waiting) {
            if (w.op == op) {
                w.finish(Status.CANCELLED);
            }
        }
    }

    synchronized void closed(FakeConnection connection) {
        waiting.stream().filter(w -> w.connection == connection).forEach(w -> w.finish(Status.UNREACHABLE));
        waiting.removeIf(w -> w.connection == connection);
    }

    private void execute(FragmentOp op) {
        FakeSlab slab = slabs.get(op.slab());
        boolean isRead = op.kind() == Kind.READ;
        Status answer = isRead ? readAnswer : writeAnswer;
        if (answer != null) {
            op.complete(answer);
        } else if (slab == null || !slab.fits(op.kind(), op.slot(), op.header(), op.payloadBytes())) {
            op.complete(Status.NO_SUCH_SLAB);
        } else if (isRead) {
            slab.read(op.slot(), op.header(), op.payload(), op.payloadAt());
            op.complete(Status.OK);
        } else if (op.epoch() < slab.epoch || op.generation() < slab.generation) {
            op.refuse(slab.epoch, slab.generation);
        } else {
            byte[] payload =
                    op.payload().asSlice(op.payloadAt(), op.payloadBytes()).toArray(JAVA_BYTE);
            boolean stored = slab.write(op.kind(), op.slot(), op.header().toArray(JAVA_BYTE), payload);
            op.complete(stored ? Status.OK : Status.SUPERSEDED);
        }
    }

    private void applyLate(WaitingOp w) {
        FakeSlab slab = slabs.get(w.slab);
        if (w.kind != Kind.READ
                && slab != null
                && slab.fits(w.kind, w.slot, MemorySegment.ofArray(w.header), w.payload.length)
                && w.epoch >= slab.epoch
                && w.generation >= slab.generation) {
            slab.write(w.kind, w.slot, w.header, w.payload);
        }
    }

    synchronized Reply<Long> admit(SlabSpec spec) {
        slabs.values()
                .removeIf(old -> old.spec.group().equals(spec.group()) && old.spec.generation() < spec.generation());
        if (spec.lengthBytes() > capacityBytes - usedBytes()) {
            return new Reply.Failed<>(
                    Failure.NO_ROOM,
                    ref + " has " + (capacityBytes - usedBytes()) + " of " + capacityBytes
                            + " bytes left, the slab takes " + spec.lengthBytes());
        }
        slabs.put(nextSlab, new FakeSlab(spec));
        return new Reply.Done<>(nextSlab++);
    }

    synchronized Reply<Boolean> release(long slab) {
        slabs.remove(slab);
        return new Reply.Done<>(true);
    }

    synchronized Reply<Integer> fence(long id, int epoch, int generation) {
        FakeSlab slab = slabs.get(id);
        if (slab == null) {
            return noSuchSlab(id);
        }
        if (slab.epoch > epoch) {
            return new Reply.Failed<>(
                    Failure.FENCED, "slab " + id + " of " + ref + " is at epoch " + slab.epoch + ", not " + epoch);
        }
        slab.epoch = epoch;
        slab.generation = Math.max(slab.generation, generation);
        return new Reply.Done<>(epoch);
    }

    synchronized Reply<Integer> scan(long id, MemorySegment into) {
        FakeSlab slab = slabs.get(id);
        if (slab == null) {
            return noSuchSlab(id);
        }
        if (into.byteSize() < (long) slab.headers.length * FragmentHeader.BYTES) {
            return SlabControl.tooSmall(into, slab.headers.length, id, ref);
        }
        for (int slot = 0; slot < slab.headers.length; slot++) {
            MemorySegment.copy(
                    slab.headers[slot], 0, into, JAVA_BYTE, (long) slot * FragmentHeader.BYTES, FragmentHeader.BYTES);
        }
        return new Reply.Done<>(slab.headers.length);
    }

    synchronized Reply<HostStats> stats() {
        return new Reply.Done<>(new HostStats(ref, capacityBytes, usedBytes(), slabs.size()));
    }

    /** Counts a control call and says whether the host can answer it. */
    synchronized boolean answers() {
        controlCalls++;
        return !dead && !hung;
    }

    private long usedBytes() {
        return slabs.values().stream().mapToLong(s -> s.spec.lengthBytes()).sum();
    }

    private FakeSlab slab(long id) {
        FakeSlab slab = slabs.get(id);
        if (slab == null) {
            throw new IllegalArgumentException(ref + " has no slab " + id);
        }
        return slab;
    }

    private <T> Reply<T> noSuchSlab(long id) {
        return new Reply.Failed<>(Failure.NO_SUCH_SLAB, ref + " has no slab " + id);
    }
}
