package io.farpage.store.control;

import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import java.util.function.Function;

/** Client side: what a host is asked by whoever waits for the answer. Thread-safe. */
public final class HostControl {
    private final HostRef ref;
    private final ControlChannel channel;
    private final Threads threads;
    private final long replyTimeoutNs;
    private volatile boolean opened;
    private volatile boolean lost;
    private volatile boolean closed;

    /** Asks {@code ref} over {@code channel}, and waits for each answer for so long. */
    public HostControl(HostRef ref, ControlChannel channel, Threads threads, long replyTimeoutNs) {
        this.ref = ref;
        this.channel = channel;
        this.threads = threads;
        this.replyTimeoutNs = replyTimeoutNs;
    }

    /** The host has greeted us. */
    public void opened() {
        opened = true;
    }

    /** Nobody answers any more. */
    public void lost() {
        lost = true;
    }

    /** What is asked from now on fails. */
    public void close() {
        closed = true;
    }

    public boolean isClosed() {
        return closed;
    }

    /** As {@link io.farpage.api.SlabControl#admit}. */
    public Reply<Long> admit(SlabSpec spec) {
        return call(
                FrameType.ADMIT,
                Answer.Done::first,
                spec.group().region().value(),
                spec.group().ordinal(),
                spec.epoch(),
                spec.generation(),
                spec.slotCount(),
                spec.payloadBytes());
    }

    /** As {@link io.farpage.api.SlabControl#release}. */
    public Reply<Boolean> release(long slab) {
        return call(FrameType.RELEASE, done -> true, slab);
    }

    /** As {@link io.farpage.api.SlabControl#fence}. */
    public Reply<Integer> fence(long slab, int epoch, int generation) {
        return call(FrameType.FENCE, done -> (int) done.first(), slab, epoch, generation);
    }

    /** As {@link io.farpage.api.SlabControl#stats}. */
    public Reply<HostStats> stats() {
        return call(FrameType.STATS, done -> new HostStats(ref, done.first(), done.second(), (int) done.third()));
    }

    /** Waits until the host has done all that it was asked. */
    public void bye() {
        Call bye = new Call();
        channel.ask(FrameType.BYE, bye);
        await(bye);
    }

    private <T> Reply<T> call(FrameType type, Function<Answer.Done, T> value, long... args) {
        Call call = new Call();
        if (closed) {
            call.accept(Answer.unreachable(ref, "the connection is closed"));
        } else if (threads.await(() -> opened || lost, replyTimeoutNs)) {
            channel.ask(type, call, args);
        }
        return await(call).as(value);
    }

    /** Waits for an answer; after the time-out, that there is none. */
    public Answer await(Call call) {
        threads.await(() -> call.answer() != null, replyTimeoutNs);
        Answer answer = call.answer();
        return answer != null ? answer : Answer.unreachable(ref, "no answer in " + replyTimeoutNs / 1_000_000 + " ms");
    }
}
