package io.farpage.store;

import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Prefetch;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabSpec;
import java.lang.foreign.MemorySegment;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** A connection to a host in the same JVM. It finds the host when it is first needed, and then keeps to it. */
final class InProcessConnection implements HostConnection, WriteGate {
    private final InProcessTransport transport;
    private final HostRef ref;
    private volatile @Nullable MemoryHost found;
    private volatile boolean closed;

    InProcessConnection(InProcessTransport transport, HostRef ref) {
        this.transport = transport;
        this.ref = ref;
    }

    @Override
    public HostRef host() {
        return ref;
    }

    @Override
    public void announce(FragmentOp read, Prefetch prefetch) {
        MemoryHost host = peer();
        if (host != null) {
            host.announce(read, prefetch);
        }
    }

    @Override
    public void submit(FragmentOp[] ops, int count) {
        MemoryHost host = peer();
        if (host != null) {
            host.submit(ops, count, this);
            return;
        }
        for (int i = 0; i < count; i++) {
            ops[i].complete(Status.UNREACHABLE);
        }
    }

    /** Does nothing: no op is pending for longer than the call that submits it. */
    @Override
    public void cancel(FragmentOp op) {}

    @Override
    public boolean isOpen() {
        return !closed;
    }

    @Override
    public Reply<Long> admit(SlabSpec spec) {
        return ask(host -> host.admit(spec));
    }

    @Override
    public Reply<Boolean> release(long slab) {
        return ask(host -> host.release(slab));
    }

    @Override
    public Reply<Integer> fence(long slab, int epoch, int generation) {
        return ask(host -> host.fence(slab, epoch, generation));
    }

    @Override
    public Reply<Integer> scan(long slab, MemorySegment into) {
        return ask(host -> host.scan(slab, into));
    }

    @Override
    public Reply<HostStats> stats() {
        return ask(MemoryHost::stats);
    }

    @Override
    public void close() {
        closed = true;
        MemoryHost host = found;
        if (host != null) {
            host.awaitWriters();
        }
    }

    private <T> Reply<T> ask(Function<MemoryHost, Reply<T>> question) {
        MemoryHost host = peer();
        return host == null
                ? new Reply.Failed<>(
                        Failure.UNREACHABLE,
                        closed ? "connection to " + ref + " is closed" : ref + " is not in this process")
                : question.apply(host);
    }

    private @Nullable MemoryHost peer() {
        if (closed) {
            return null;
        }
        MemoryHost host = found;
        if (host == null) {
            host = transport.find(ref);
            found = host;
        }
        return host;
    }
}
