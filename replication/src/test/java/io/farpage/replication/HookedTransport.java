package io.farpage.replication;

import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.SlabSpec;
import io.farpage.api.Transport;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.BiFunction;

/**
 * The network of one process of a test: sees every fragment before its host does and may lose it, and every control call.
 * A hook that throws {@link Crash} ends the process there. For tests of one thread.
 */
final class HookedTransport implements Transport {
    /** The process that owns this transport dies here. */
    static final class Crash extends Error {
        private static final long serialVersionUID = 1L;
    }

    /** What becomes of a fragment op. */
    enum Fate {
        /** It reaches the host. */
        PASS,
        /** The host never sees it, and the sender learns that nobody was there. */
        LOSE,
        /** The host never sees it, and the sender learns nothing. */
        SWALLOW
    }

    private final Transport network;
    private BiFunction<HostRef, FragmentOp, Fate> onOp = (host, op) -> Fate.PASS;
    private BiConsumer<HostRef, String> onControl = (host, call) -> {};

    HookedTransport(Transport network) {
        this.network = network;
    }

    /** Asks {@code hook} about each op before its host sees it. */
    void onOp(BiFunction<HostRef, FragmentOp, Fate> hook) {
        onOp = hook;
    }

    /** Tells {@code hook} of each control call, by its name, before its host sees it. */
    void onControl(BiConsumer<HostRef, String> hook) {
        onControl = hook;
    }

    @Override
    public HostConnection connect(HostInfo host) {
        HostConnection peer = network.connect(host);
        return new HostConnection() {
            private final List<FragmentOp> swallowed = new ArrayList<>();

            @Override
            public HostRef host() {
                return peer.host();
            }

            @Override
            public void submit(FragmentOp[] ops, int count) {
                for (int i = 0; i < count; i++) {
                    switch (onOp.apply(peer.host(), ops[i])) {
                        case PASS -> peer.submit(new FragmentOp[] {ops[i]}, 1);
                        case LOSE -> ops[i].complete(Status.UNREACHABLE);
                        case SWALLOW -> swallowed.add(ops[i]);
                    }
                }
            }

            @Override
            public void cancel(FragmentOp op) {
                end(op, Status.CANCELLED);
                peer.cancel(op);
            }

            @Override
            public Reply<Long> admit(SlabSpec spec) {
                onControl.accept(peer.host(), "admit");
                return peer.admit(spec);
            }

            @Override
            public Reply<Boolean> release(long slab) {
                onControl.accept(peer.host(), "release");
                return peer.release(slab);
            }

            @Override
            public Reply<Integer> fence(long slab, int epoch, int generation) {
                onControl.accept(peer.host(), "fence");
                return peer.fence(slab, epoch, generation);
            }

            @Override
            public Reply<Integer> scan(long slab, MemorySegment into) {
                onControl.accept(peer.host(), "scan");
                return peer.scan(slab, into);
            }

            @Override
            public Reply<HostStats> stats() {
                onControl.accept(peer.host(), "stats");
                return peer.stats();
            }

            @Override
            public void close() {
                List.copyOf(swallowed).forEach(op -> end(op, Status.UNREACHABLE));
                peer.close();
            }

            private void end(FragmentOp op, Status status) {
                if (swallowed.remove(op)) {
                    op.complete(status);
                }
            }
        };
    }
}
