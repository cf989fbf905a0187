package io.farpage.store.aeron;

import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabSpec;
import io.farpage.store.aeron.wire.Action;
import io.farpage.store.aeron.wire.ControlAnswerDecoder;
import io.farpage.store.aeron.wire.ControlRequestEncoder;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import io.farpage.store.aeron.wire.Outcome;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** One control request and its answer. All but {@link #reply} is for whoever holds the connection's lock. */
class ControlCall<T> {
    static final int BYTES = Frame.HEADER_BYTES + ControlRequestEncoder.BLOCK_LENGTH;

    private final Request request;
    private final Function<ControlAnswerDecoder, T> value;
    private volatile @Nullable Reply<T> reply;
    private long id;
    private boolean sent;
    private long sentAtNs;

    /** What is asked; zeros where it does not matter. */
    record Request(
            Action action,
            long slab,
            int epoch,
            int generation,
            @Nullable SlabSpec spec) {
        static Request of(Action action, long slab) {
            return new Request(action, slab, 0, 0, null);
        }
    }

    /**
     * A call.
     *
     * @param value what an answer that the host has done it says
     */
    ControlCall(Request request, Function<ControlAnswerDecoder, T> value) {
        this.request = request;
        this.value = value;
    }

    /** The answer; null while there is none. */
    @Nullable
    Reply<T> reply() {
        return reply;
    }

    void number(long newId) {
        id = newId;
    }

    long id() {
        return id;
    }

    boolean isDue(long nowNs, long resendAfterNs) {
        return !sent || nowNs - sentAtNs >= resendAfterNs;
    }

    /** Notes that it is sent now; returns whether it was before. */
    boolean noteSent(long nowNs) {
        boolean again = sent;
        sent = true;
        sentAtNs = nowNs;
        return again;
    }

    void encode(MessageSink room, long connectionId) {
        SlabSpec spec = request.spec();
        new ControlRequestEncoder()
                .wrapAndApplyHeader(room.buffer(), room.offset(), new MessageHeaderEncoder())
                .connectionId(connectionId)
                .id(id)
                .slab(request.slab())
                .epoch(request.epoch())
                .generation(request.generation())
                .region(spec == null ? 0 : spec.group().region().value())
                .ordinal(spec == null ? 0 : spec.group().ordinal())
                .slotCount(spec == null ? 0 : spec.slotCount())
                .payloadBytes(spec == null ? 0 : spec.payloadBytes())
                .action(request.action());
    }

    void done(T answer) {
        reply = new Reply.Done<>(answer);
    }

    void fail(Failure failure, String detail) {
        reply = new Reply.Failed<>(failure, detail);
    }

    /** Takes an answer; false when it says something impossible. */
    boolean onAnswer(ControlAnswerDecoder answer) {
        int outcome = answer.outcomeRaw();
        if (outcome == Outcome.DONE.value()) {
            done(value.apply(answer));
        } else if (outcome == Outcome.UNREACHABLE.value()) {
            fail(Failure.UNREACHABLE, answer.detail());
        } else if (outcome == Outcome.NO_SUCH_SLAB.value()) {
            fail(Failure.NO_SUCH_SLAB, answer.detail());
        } else if (outcome == Outcome.FENCED.value()) {
            fail(Failure.FENCED, answer.detail());
        } else if (outcome == Outcome.NO_ROOM.value()) {
            fail(Failure.NO_ROOM, answer.detail());
        } else {
            return false;
        }
        return true;
    }
}
