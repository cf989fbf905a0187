package io.farpage.store.shm;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Prefetch;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabControl;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import io.farpage.store.SlotMemory;
import io.farpage.store.control.Answer;
import io.farpage.store.control.Call;
import io.farpage.store.control.ControlChannel;
import io.farpage.store.control.HostControl;
import io.farpage.store.control.SlabMap;
import io.farpage.store.control.StoreQueue;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/** Client side: a connection to a host on this machine. */
final class ShmConnection implements HostConnection, ControlChannel.Listener {
    private final HostRef ref;
    private final Threads threads;
    private final ControlChannel channel;
    private final SlabMapper mapper;
    private final SlabMap<MappedSlab> map;
    private final StoreQueue stores;
    private final HostControl control;
    private final BooleanSupplier isClosed;
    private Threads.@Nullable Task task;

    ShmConnection(HostRef ref, Path directory, Threads threads, long replyTimeoutNs) {
        this.ref = ref;
        this.threads = threads;
        channel = new ControlChannel(ref, new SocketLink(HostDirectory.socketIn(directory)), this);
        mapper = new SlabMapper(directory);
        map = new SlabMap<>(ref, channel, mapper);
        stores = new StoreQueue(channel);
        control = new HostControl(ref, channel, threads, replyTimeoutNs);
        isClosed = control::isClosed;
    }

    /** Starts to connect. */
    void start() {
        task = threads.start("shm-to-" + ref, stop -> channel.run());
    }

    @Override
    public void opened(Answer.Done greeting) {
        mapper.opened((int) greeting.first(), (int) greeting.second());
        map.open();
        stores.opened();
        control.opened();
    }

    @Override
    public void lost(String why) {
        control.lost();
        stores.lost();
        map.lost(Answer.unreachable(ref, why));
    }

    @Override
    public HostRef host() {
        return ref;
    }

    @Override
    public void announce(FragmentOp read, Prefetch prefetch) {
        MappedSlab slab = map.find(read.slab());
        if (slab != null) {
            slab.announce(read, prefetch);
        }
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
        MappedSlab slab = map.find(op.slab());
        if (slab != null) {
            Status status = op.kind() == Kind.READ ? slab.read(op) : slab.write(op, isClosed);
            if (status != null && end(op, status, slab)) {
                return;
            }
            map.drop(slab.id, slab);
        }
        map.await(op.slab(), new WaitingOp(op));
    }

    private static boolean end(FragmentOp op, Status status, MappedSlab slab) {
        if (status == Status.FENCED) {
            return slab.refuse(op);
        }
        op.complete(status);
        return true;
    }

    /** An op that is done as soon as its slab is mapped. */
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
    public void cancel(FragmentOp op) {
        // An op that waits nowhere is being done by another thread, which takes a moment.
        while (op.isPending() && !map.cancel(op) && !stores.cancel(op)) {
            Thread.onSpinWait();
        }
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
            MappedSlab mapped = map.find(slab);
            if (mapped == null) {
                Call call = new Call();
                map.await(slab, call);
                if (control.await(call) instanceof Answer.Failed failed) {
                    return failed.as(done -> 0);
                }
                continue;
            }
            int slotCount = mapped.slotCount();
            if (into.byteSize() < (long) slotCount * FragmentHeader.BYTES) {
                return SlabControl.tooSmall(into, slotCount, slab, ref);
            }
            if (mapped.scan(into)) {
                return new Reply.Done<>(slotCount);
            }
            map.drop(mapped.id, mapped);
        }
    }

    @Override
    public synchronized void close() {
        control.close();
        for (MappedSlab slab : map.all()) {
            threads.await(slab::isQuiet, Long.MAX_VALUE);
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
