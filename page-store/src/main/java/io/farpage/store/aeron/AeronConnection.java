package io.farpage.store.aeron;

import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabControl;
import io.farpage.api.SlabSpec;
import io.farpage.store.SlotMemory;
import io.farpage.store.aeron.ControlCall.Request;
import io.farpage.store.aeron.wire.Action;
import io.farpage.store.aeron.wire.ControlAnswerDecoder;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * A connection to a host over Aeron. All state is under one lock, which is held for as long as it takes to fill messages or to
 * empty them; who polls while another thread holds it has nothing to do, for that thread completes everybody's ops.
 */
final class AeronConnection implements HostConnection, Participant {
    private static final int CHECKS_PER_RESEND = 4;

    private final AeronMedia media;
    private final AeronConfig config;
    private final HostRef ref;
    private final LinkMaker links;
    private final ReentrantLock lock = new ReentrantLock();
    private final FragmentCalls fragments;
    private final ControlCalls controls;
    private final Answers answers;
    private @Nullable Link link;
    private String why;
    private long lostAtNs;
    private long checkedAtNs;
    private volatile long seenRounds;
    private volatile boolean closed;

    AeronConnection(AeronMedia media, AeronConfig config, UnaryOperator<MessageSink> outgoing, HostInfo host) {
        this.media = media;
        this.config = config;
        ref = host.ref();
        fragments = new FragmentCalls(config, media.counters());
        controls = new ControlCalls(config, media.counters());
        answers = new Answers(fragments, controls, media.counters());
        links = new LinkMaker(media, config, outgoing, host, answers);
        why = "";
        open(media.threads().nanoTime());
    }

    @Override
    public HostRef host() {
        return ref;
    }

    @Override
    public void submit(FragmentOp[] ops, int count) {
        long now = media.threads().nanoTime();
        lock.lock();
        try {
            boolean up = count > 0 && isUp(now);
            for (int i = 0; i < count; i++) {
                SlotMemory.check(ops[i]);
                if (up) {
                    fragments.add(ops[i], now);
                } else {
                    ops[i].complete(Status.UNREACHABLE);
                }
            }
        } finally {
            flush(now);
            lock.unlock();
        }
        if (count > 1) {
            media.work(); // On their way while the caller fills messages for other hosts; one alone goes with
            // theirs, in the next poll.
        }
    }

    /** Of connections that are polled one after the other only the first sends and receives: that is for all of them. */
    @Override
    public int poll() {
        int completed = work();
        if (completed == 0 && media.rounds() == seenRounds && media.work() > 0) {
            completed = work();
        }
        seenRounds = media.rounds();
        return completed;
    }

    @Override
    public int work() {
        if (!lock.tryLock()) {
            return 0;
        }
        try {
            long before = fragments.completed();
            step(media.threads().nanoTime());
            return (int) (fragments.completed() - before);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean worksForWaiters() {
        return true;
    }

    @Override
    public void cancel(FragmentOp op) {
        lock.lock();
        try {
            if (op.isPending()) {
                fragments.cancel(op);
            }
        } finally {
            lock.unlock();
        }
    }

    /** Whether requests are taken: sets the connection up again when it was lost some time ago. */
    private boolean isUp(long now) {
        if (closed) {
            return false;
        }
        if (link == null && now - lostAtNs >= config.retryPauseNs()) {
            open(now);
        }
        return link != null;
    }

    private void open(long now) {
        try {
            link = links.make();
            answers.of(link);
        } catch (LinkMaker.NoWayException e) {
            lose(e.getMessage(), now);
        }
    }

    private void step(long now) {
        Link current = link;
        if (current == null) {
            return;
        }
        current.poll(); // First, so that what has come in while this thread was away counts as in time.
        current.advance(now);
        String lost = current.lost();
        if (lost != null) {
            lose(lost, now);
            return;
        }
        flush(now);
        if (now - checkedAtNs >= config.resendAfterNs() / CHECKS_PER_RESEND) {
            checkedAtNs = now;
            if (current.isOpen() && !fragments.resendLate(now)) {
                lose("connection to " + ref + " is lost: it does not answer", now);
            }
        }
    }

    private void flush(long now) {
        Link current = link;
        if (current == null || !current.isOpen()) {
            return;
        }
        boolean there = fragments.flush(current.sink(), current.connectionId(), now)
                && controls.flush(current.sink(), current.connectionId(), now);
        if (!there) {
            lose("connection to " + ref + " is lost: the stream to it has ended", now);
        }
    }

    private void lose(String reason, long now) {
        why = reason;
        lostAtNs = now;
        Link old = link;
        link = null;
        answers.of(null);
        if (old != null) {
            old.close();
        }
        fragments.endAll(Status.UNREACHABLE);
        controls.endAll(reason);
    }

    @Override
    public Reply<Long> admit(SlabSpec spec) {
        Request request = new Request(Action.ADMIT, 0, spec.epoch(), spec.generation(), spec);
        // The host has to make the slab's memory first.
        return ask(new ControlCall<>(request, ControlAnswerDecoder::value), 3 * config.controlTimeoutNs());
    }

    @Override
    public Reply<Boolean> release(long slab) {
        return ask(new ControlCall<>(Request.of(Action.RELEASE, slab), answer -> true), config.controlTimeoutNs());
    }

    @Override
    public Reply<Integer> fence(long slab, int epoch, int generation) {
        Request request = new Request(Action.FENCE, slab, epoch, generation, null);
        return ask(new ControlCall<>(request, answer -> (int) answer.value()), config.controlTimeoutNs());
    }

    @Override
    public Reply<Integer> scan(long slab, MemorySegment into) {
        ScanCall call = new ScanCall(slab, into.byteSize());
        Reply<Integer> reply = ask(call, config.controlTimeoutNs());
        if (!call.fits()) {
            return SlabControl.tooSmall(into, call.slotCount(), slab, ref);
        }
        if (reply instanceof Reply.Done<Integer>) {
            into.copyFrom(call.headers());
        }
        return reply;
    }

    @Override
    public Reply<HostStats> stats() {
        return ask(
                new ControlCall<>(
                        Request.of(Action.STATS, 0),
                        answer -> new HostStats(ref, answer.capacityBytes(), answer.usedBytes(), answer.slabs())),
                config.controlTimeoutNs());
    }

    private <T> Reply<T> ask(ControlCall<T> call, long timeoutNs) {
        long now = media.threads().nanoTime();
        lock.lock();
        try {
            if (!isUp(now)) {
                call.fail(Failure.UNREACHABLE, closed ? "connection to " + ref + " is closed" : why);
            } else {
                controls.add(call);
                flush(now);
            }
        } finally {
            lock.unlock();
        }
        return await(call, timeoutNs);
    }

    private <T> Reply<T> await(ControlCall<T> call, long timeoutNs) {
        media.threads()
                .await(
                        () -> {
                            if (call.reply() == null) {
                                poll();
                            }
                            return call.reply() != null;
                        },
                        timeoutNs);
        lock.lock();
        try {
            controls.remove(call);
            Reply<T> reply = call.reply();
            return reply != null
                    ? reply
                    : new Reply.Failed<>(
                            Failure.UNREACHABLE, ref + " did not answer within " + timeoutNs / 1_000_000 + " ms");
        } finally {
            lock.unlock();
        }
    }

    /**
     * Ends what is pending, then tells the host, which does what came before in the stream first and takes nothing of this
     * connection any more. A host that does not answer may still do a write later, when it goes on after a long stop: that
     * finds a newer version in its slot, or is replaced by the next write there, which has one.
     */
    @Override
    public void close() {
        ControlCall<Boolean> farewell = new ControlCall<>(Request.of(Action.DISCONNECT, 0), answer -> true);
        lock.lock();
        try {
            if (closed) {
                return;
            }
            closed = true;
            fragments.endAll(Status.UNREACHABLE);
            controls.endAll("connection to " + ref + " is closed");
            if (link == null || !link.isOpen()) {
                farewell.fail(Failure.UNREACHABLE, "");
            } else {
                controls.add(farewell);
                flush(media.threads().nanoTime());
            }
        } finally {
            lock.unlock();
        }
        await(farewell, config.resendAfterNs());
        lock.lock();
        try {
            lose("connection to " + ref + " is closed", media.threads().nanoTime());
        } finally {
            lock.unlock();
        }
        media.remove(this);
    }
}
