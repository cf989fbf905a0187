package io.farpage.api.fake;

import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabSpec;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection to a {@link FakeHost}, or to nobody. */
final class FakeConnection implements HostConnection {
    private final HostRef ref;
    private final @Nullable FakeHost peer;
    private volatile boolean closed;

    FakeConnection(HostRef ref, @Nullable FakeHost peer) {
        this.ref = ref;
        this.peer = peer;
    }

    boolean isClosed() {
        return closed;
    }

    @Override
    public HostRef host() {
        return ref;
    }

    @Override
    public void submit(FragmentOp[] ops, int count) {
        for (int i = 0; i < count; i++) {
            if (peer == null) {
                ops[i].complete(Status.UNREACHABLE);
            } else {
                peer.submit(this, ops[i]);
            }
        }
    }

    @Override
    public void cancel(FragmentOp op) {
        if (peer != null) {
            peer.cancel(op);
        }
    }

    @Override
    public Reply<Long> admit(SlabSpec spec) {
        return ask(h -> h.admit(spec));
    }

    @Override
    public Reply<Boolean> release(long slab) {
        return ask(h -> h.release(slab));
    }

    @Override
    public Reply<Integer> fence(long slab, int epoch, int generation) {
        return ask(h -> h.fence(slab, epoch, generation));
    }

    @Override
    public Reply<Integer> scan(long slab, MemorySegment into) {
        return ask(h -> h.scan(slab, into));
    }

    @Override
    public Reply<HostStats> stats() {
        return ask(FakeHost::stats);
    }

    private <T> Reply<T> ask(Function<FakeHost, Reply<T>> question) {
        FakeHost host = peer;
        return host != null && !closed && host.answers()
                ? question.apply(host)
                : new Reply.Failed<>(Failure.UNREACHABLE, ref + " does not answer");
    }

    @Override
    public void close() {
        closed = true;
        if (peer != null) {
            peer.closed(this);
        }
    }
}
