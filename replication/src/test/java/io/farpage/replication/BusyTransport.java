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
import java.util.ArrayDeque;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Hosts that do only so many fragments a tick, in the order in which they come in, and let only so many wait: what comes in
 * beyond that ends as overloaded at once. Control calls are answered at once. For tests where one thread runs at a time.
 */
final class BusyTransport implements Transport {
    private final Transport network;
    private final int opsPerTick;
    private final int mostWaiting;
    private final Map<HostRef, ArrayDeque<Job>> queues = new LinkedHashMap<>();
    private long submitted;
    private long refused;

    BusyTransport(Transport network, int opsPerTick, int mostWaiting) {
        this.network = network;
        this.opsPerTick = opsPerTick;
        this.mostWaiting = mostWaiting;
    }

    private record Job(HostConnection peer, FragmentOp op) {}

    /** Every host does what it can in a tick. */
    void tick() {
        for (ArrayDeque<Job> queue : queues.values()) {
            for (int i = 0; i < opsPerTick && !queue.isEmpty(); i++) {
                Job job = queue.remove();
                job.peer.submit(new FragmentOp[] {job.op}, 1);
            }
        }
    }

    /** Fragments that clients have asked for. */
    long submitted() {
        return submitted;
    }

    /** Of these, those that hosts had no room for. */
    long refused() {
        return refused;
    }

    @Override
    public HostConnection connect(HostInfo host) {
        HostConnection peer = network.connect(host);
        ArrayDeque<Job> queue = queues.computeIfAbsent(host.ref(), ref -> new ArrayDeque<>());
        return new HostConnection() {
            @Override
            public HostRef host() {
                return peer.host();
            }

            @Override
            public void submit(FragmentOp[] ops, int count) {
                for (int i = 0; i < count; i++) {
                    submitted++;
                    if (queue.size() < mostWaiting) {
                        queue.add(new Job(peer, ops[i]));
                    } else {
                        refused++;
                        ops[i].complete(Status.OVERLOADED);
                    }
                }
            }

            @Override
            public void cancel(FragmentOp op) {
                if (queue.removeIf(job -> job.op == op)) {
                    op.complete(Status.CANCELLED);
                }
            }

            @Override
            public Reply<Long> admit(SlabSpec spec) {
                return peer.admit(spec);
            }

            @Override
            public Reply<Boolean> release(long slab) {
                return peer.release(slab);
            }

            @Override
            public Reply<Integer> fence(long slab, int epoch, int generation) {
                return peer.fence(slab, epoch, generation);
            }

            @Override
            public Reply<Integer> scan(long slab, MemorySegment into) {
                return peer.scan(slab, into);
            }

            @Override
            public Reply<HostStats> stats() {
                return peer.stats();
            }

            @Override
            public void close() {
                queue.stream().filter(job -> job.peer.equals(peer)).forEach(job -> job.op.complete(Status.UNREACHABLE));
                queue.removeIf(job -> job.peer.equals(peer));
                peer.close();
            }
        };
    }
}
