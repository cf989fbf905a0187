package io.farpage.store.aeron;

import io.farpage.store.aeron.wire.AnswersEncoder;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import org.jspecify.annotations.Nullable;

/** Lays out a message of answers in room that was claimed for it. Not thread-safe; allocates nothing. */
final class AnswerWriter {
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final AnswersEncoder message = new AnswersEncoder();
    private AnswersEncoder.@Nullable OpsEncoder entries;

    void begin(MessageSink room, long connectionId, int count) {
        message.wrapAndApplyHeader(room.buffer(), room.offset(), header).connectionId(connectionId);
        entries = message.opsCount(count);
    }

    /** Begins an answer; returns the absolute address of its fragment, which the caller fills. */
    long put(long id, int fragmentBytes) {
        group().next().id(id);
        int lengthAt = message.limit();
        int at = lengthAt + AnswersEncoder.OpsEncoder.fragmentHeaderLength();
        message.buffer().putInt(lengthAt, fragmentBytes, AnswersEncoder.BYTE_ORDER);
        message.limit(at + fragmentBytes);
        return RawMemory.address(message.buffer(), at);
    }

    /** Says how the answer that was begun last went. */
    void outcome(int status, int refusingEpoch, int refusingGeneration) {
        group().status((short) status).refusingEpoch(refusingEpoch).refusingGeneration(refusingGeneration);
    }

    private AnswersEncoder.OpsEncoder group() {
        AnswersEncoder.OpsEncoder group = entries;
        if (group == null) {
            throw new IllegalStateException("no message was begun");
        }
        return group;
    }
}
