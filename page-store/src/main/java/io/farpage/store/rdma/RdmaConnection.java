package io.farpage.store.rdma;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabControl;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import io.farpage.store.Floors;
import io.farpage.store.SlotMemory;
import io.farpage.store.control.Answer;
import io.farpage.store.control.Call;
import io.farpage.store.control.ControlChannel;
import io.farpage.store.control.HostControl;
import io.farpage.store.control.SlabMap;
import io.farpage.store.control.StoreQueue;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.MemorySegment;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Client side: both connections to a host. */
final class RdmaConnection
        implements HostConnection, ControlChannel.Listener, VerbsLink.Listener, SlabMap.Mapper<RemoteSlab> {
    private final HostRef ref;
    private final Threads threads;
    private final long replyTimeoutNs;
    private final VerbsLink link;
    private final ControlChannel channel;
    private final SlabMap<RemoteSlab> map;
    private final StoreQueue stores;
    private final HostControl control;
    private final HeaderReads headers;
    private boolean greeted;
    private boolean dataIsConnected;
    private Threads.@Nullable Task task;

    RdmaConnection(HostInfo host, RdmaConfig config, Threads threads) {
        ref = host.ref();
        this.threads = threads;
        replyTimeoutNs = config.replyTimeout().toNanos();
        link = new VerbsLink(host.address(), config, threads, this);
        channel = new ControlChannel(ref, link, this);
        map = new SlabMap<>(ref, channel, this);
        stores = new StoreQueue(channel);
        control = new HostControl(ref, channel, threads, replyTimeoutNs);
        headers = new HeaderReads(link, threads, replyTimeoutNs);
    }

    /** Starts to connect. */
    void start() {
        task = threads.start("rdma-to-" + ref, stop -> {
            channel.run();
            try {
                link.release();
            } catch (IOException e) {
                throw new UncheckedIOException("connection to " + ref + " cannot be given up: " + e.getMessage(), e);
            }
        });
    }

    @Override
    public void opened(Answer.Done greeting) {
        greeted = true;
        stores.opened();
        control.opened();
        openMap();
    }

    @Override
    public void dataConnected() {
        dataIsConnected = true;
        openMap();
    }

    /**
     * Slabs are asked for after the connection for data was made: an answer shows that the host which was connected to is
     * this one, and none that was started in its place since.
     */
    private void openMap() {
        if (greeted && dataIsConnected) {
            map.open();
        }
    }

    @Override
    public void dataBroken(List<FragmentOp> left) {
        dataIsConnected = false;
        map.suspend();
        left.forEach(op -> {
            if (HeaderReads.isOne(op)) {
                op.complete(Status.UNREACHABLE);
            } else {
                map.await(op.slab(), new WaitingOp(op));
            }
        });
    }

    @Override
    public void lost(String why) {
        control.lost();
        stores.lost();
        map.lost(Answer.unreachable(ref, why));
    }

    @Override
    public RemoteSlab map(long slab, Answer.Done place) {
        return RemoteSlab.of(place);
    }

    @Override
    public void unmap(RemoteSlab mapped) {}

    @Override
    public HostRef host() {
        return ref;
    }

    @Override
    public void submit(FragmentOp[] ops, int count) {
        for (int i = 0; i < count; i++) {
            SlotMemory.check(ops[i]);
            execute(ops[i]);
        }
    }

    private void execute(FragmentOp op) {
        if (control.isClosed()) {
            op.complete(Status.UNREACHABLE);
            return;
        }
        if (op.kind() == Kind.WRITE_IF_NEWER) {
            stores.add(op);
            return;
        }
        RemoteSlab slab = map.find(op.slab());
        DataPath path = link.path();
        if (slab == null || path == null) {
            map.await(op.slab(), new WaitingOp(op));
        } else if (!slab.fits(op)) {
            op.complete(Status.NO_SUCH_SLAB);
        } else if (op.kind() == Kind.WRITE && !Floors.accept(slab.floors(), op.epoch(), op.generation())) {
            op.refuse(Floors.epoch(slab.floors()), Floors.generation(slab.floors()));
        } else if (!path.post(op, slab.key(), slab.slotAt(op.slot()))) {
            map.await(op.slab(), new WaitingOp(op));
        }
    }

    /** An op that is done as soon as its slab can be reached. */
    private final class WaitingOp implements SlabMap.Waiter {
        private final FragmentOp waiting;

        WaitingOp(FragmentOp waiting) {
            this.waiting = waiting;
        }

        @Override
        public void mapped() {
            execute(waiting);
        }

        @Override
        public void failed(Answer.Failed why) {
            waiting.complete(why.failure() == Failure.NO_SUCH_SLAB ? Status.NO_SUCH_SLAB : Status.UNREACHABLE);
        }

        @Override
        public FragmentOp op() {
            return waiting;
        }
    }

    @Override
    public int poll() {
        DataPath path = link.path();
        return path == null ? 0 : path.poll();
    }

    @Override
    public void cancel(FragmentOp op) {
        // An op that is nowhere is on its way from one place to another, which takes a moment.
        while (op.isPending() && !isCancelled(op)) {
            Thread.onSpinWait();
        }
    }

    private boolean isCancelled(FragmentOp op) {
        DataPath path = link.path();
        return (path != null && path.cancel(op)) || map.cancel(op) || stores.cancel(op);
    }

    @Override
    public Reply<Long> admit(SlabSpec spec) {
        return control.admit(spec);
    }

    @Override
    public Reply<Boolean> release(long slab) {
        return control.release(slab);
    }

    @Override
    public Reply<Integer> fence(long slab, int epoch, int generation) {
        return control.fence(slab, epoch, generation);
    }

    @Override
    public Reply<HostStats> stats() {
        return control.stats();
    }

    @Override
    public Reply<Integer> scan(long slab, MemorySegment into) {
        while (true) {
            RemoteSlab mapped = map.find(slab);
            if (mapped == null) {
                Call call = new Call();
                map.await(slab, call);
                if (control.await(call) instanceof Answer.Failed failed) {
                    return failed.as(done -> 0);
                }
                continue;
            }
            int slotCount = mapped.layout().slotCount();
            if (into.byteSize() < (long) slotCount * FragmentHeader.BYTES) {
                return SlabControl.tooSmall(into, slotCount, slab, ref);
            }
            switch (headers.read(slab, mapped, into)) {
                case OK -> {
                    return new Reply.Done<>(slotCount);
                }
                case CANCELLED -> {
                    return Answer.unreachable(ref, "no answer in " + replyTimeoutNs / 1_000_000 + " ms")
                            .as(done -> 0);
                }
                default -> map.drop(slab, mapped);
            }
        }
    }

    @Override
    public synchronized void close() {
        control.close();
        DataPath path = link.path();
        if (path != null) {
            path.shut();
            threads.await(
                    () -> {
                        path.poll();
                        return path.isIdle();
                    },
                    replyTimeoutNs);
        }
        if (stores.isUnanswered()) {
            control.bye();
        }
        channel.close("the connection is closed");
        Threads.Task running = task;
        if (running != null) {
            running.close();
        }
    }
}
