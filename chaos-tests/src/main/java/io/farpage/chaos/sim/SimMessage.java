package io.farpage.chaos.sim;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.store.MemoryHost;
import java.lang.foreign.MemorySegment;

/** A request as it is on its way: what a write brings is what it was when it was sent. */
final class SimMessage {
    private final FragmentOp op;
    private final Kind kind;
    private final long slab;
    private final int slot;
    private final int epoch;
    private final int generation;
    private final int payloadBytes;
    private final MemorySegment header;
    private final MemorySegment payload;

    SimMessage(FragmentOp op, SimMemory memory) {
        this.op = op;
        kind = op.kind();
        slab = op.slab();
        slot = op.slot();
        epoch = op.epoch();
        generation = op.generation();
        payloadBytes = op.payloadBytes();
        header = memory.take(FragmentHeader.BYTES).copyFrom(op.header());
        payload = memory.take(payloadBytes);
        if (kind != Kind.READ) {
            payload.copyFrom(op.payload().asSlice(op.payloadAt(), payloadBytes));
        }
    }

    boolean isOf(FragmentOp other) {
        return op == other;
    }

    long hashOfRequest() {
        return ((kind.name().hashCode() * 31L + slab) * 31 + slot) * 31 + epoch * 7L + generation;
    }

    /** Does it at the host; the same each time that it arrives. */
    FragmentOp execute(MemoryHost host, SimMemory memory) {
        FragmentOp copy = copy(memory);
        host.submit(new FragmentOp[] {copy}, 1);
        return copy;
    }

    private FragmentOp copy(SimMemory memory) {
        FragmentOp copy = new FragmentOp(memory.take(FragmentHeader.BYTES).copyFrom(header));
        MemorySegment bytes = memory.take(payloadBytes);
        if (kind == Kind.READ) {
            copy.read(slab, slot, bytes, 0, payloadBytes);
        } else {
            copy.write(kind, slab, slot, epoch, generation, bytes.copyFrom(payload), 0, payloadBytes);
        }
        return copy;
    }

    /** Does nothing at a host that has too much to do. */
    FragmentOp refuse(SimMemory memory) {
        FragmentOp copy = copy(memory);
        copy.complete(Status.OVERLOADED);
        return copy;
    }

    /** Brings the answer to who has asked. */
    void answer(FragmentOp done) {
        if (done.status() == Status.FENCED) {
            op.refuse(done.refusingEpoch(), done.refusingGeneration());
            return;
        }
        if (done.status() == Status.OK && kind == Kind.READ) {
            op.header().copyFrom(done.header());
            op.payload().asSlice(op.payloadAt(), payloadBytes).copyFrom(done.payload());
        }
        op.complete(done.status());
    }

    void fail() {
        op.complete(Status.UNREACHABLE);
    }
}
