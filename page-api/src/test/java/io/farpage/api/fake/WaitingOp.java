package io.farpage.api.fake;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;

import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import org.jspecify.annotations.Nullable;

/**
 * An op that was submitted to a host that hung, with a copy of what it asks for: once it is cancelled, its memory is the
 * caller's again. Guarded by its host.
 */
final class WaitingOp {
    final FakeConnection connection;
    final Kind kind;
    final long slab;
    final int slot;
    final int epoch;
    final int generation;
    final byte[] header;
    final byte[] payload;

    /** Null once the op is finished. */
    @Nullable
    FragmentOp op;

    WaitingOp(FakeConnection connection, FragmentOp op) {
        this.connection = connection;
        this.op = op;
        kind = op.kind();
        slab = op.slab();
        slot = op.slot();
        epoch = op.epoch();
        generation = op.generation();
        header = op.header().toArray(JAVA_BYTE);
        payload = op.payload().asSlice(op.payloadAt(), op.payloadBytes()).toArray(JAVA_BYTE);
    }

    void finish(Status status) {
        if (op != null) {
            op.complete(status);
            op = null;
        }
    }
}
