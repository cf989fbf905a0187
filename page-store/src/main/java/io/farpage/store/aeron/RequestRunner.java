package io.farpage.store.aeron;

import static io.farpage.store.aeron.wire.RequestsDecoder.OpsDecoder.epochEncodingOffset;
import static io.farpage.store.aeron.wire.RequestsDecoder.OpsDecoder.generationEncodingOffset;
import static io.farpage.store.aeron.wire.RequestsDecoder.OpsDecoder.idEncodingOffset;
import static io.farpage.store.aeron.wire.RequestsDecoder.OpsDecoder.kindEncodingOffset;
import static io.farpage.store.aeron.wire.RequestsDecoder.OpsDecoder.payloadBytesEncodingOffset;
import static io.farpage.store.aeron.wire.RequestsDecoder.OpsDecoder.slabEncodingOffset;
import static io.farpage.store.aeron.wire.RequestsDecoder.OpsDecoder.slotEncodingOffset;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.FragmentStore;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/**
 * Does the ops of messages, payloads copied from the message to the slab and from the slab into the answer. Looks at the whole
 * message before it does any of it. When there is no room for answers it stops in the middle and goes on there when the same
 * message is handed in again. Not thread-safe; allocates nothing.
 */
final class RequestRunner {
    private final FragmentStore host;
    private final Entries requests = Entries.ofRequests();
    private final Entries ahead = Entries.ofRequests();
    private final Entries answers = Entries.ofAnswers();
    private final AnswerWriter writer = new AnswerWriter();
    private final FragmentOp op = new FragmentOp(Arena.ofAuto().allocate(FragmentHeader.BYTES, 8));
    private final FragmentOp[] ops = {op};
    private int done;
    private int refusedUpTo;
    private int lastDone;
    private int lastRefused;

    RequestRunner(FragmentStore host) {
        this.host = host;
    }

    /** Takes a message whose header is in order; false when it says something impossible. */
    boolean take(DirectBuffer buffer, int offset, int lengthBytes) {
        if (!requests.wrap(buffer, offset, lengthBytes)) {
            return false;
        }
        while (requests.next()) {
            if (!isPossible()) {
                return false;
            }
        }
        requests.rewind();
        return ahead.wrap(buffer, offset, lengthBytes);
    }

    private boolean isPossible() {
        Kind kind = kind(requests);
        int payloadBytes = requests.getInt(payloadBytesEncodingOffset());
        if (kind == null || payloadBytes < 0 || requests.getLong(idEncodingOffset()) == 0) {
            return false;
        }
        return kind == Kind.READ
                ? requests.fragmentBytes() == 0
                : requests.fragmentBytes() - FragmentHeader.BYTES == payloadBytes
                        && FragmentHeader.isIntact(RawMemory.ALL, requests.fragmentAddress());
    }

    private static @Nullable Kind kind(Entries at) {
        return StatusCode.kind(at.getByte(kindEncodingOffset()));
    }

    /**
     * Does what is left of the message that was taken; says no room when it has to go on later.
     *
     * @param excess how many ops are answered as overloaded first, and touch no memory: those that have waited longest
     */
    MessageSink.Offer run(MessageSink sink, long connectionId, int excess) {
        refusedUpTo = done + excess;
        lastDone = 0;
        lastRefused = 0;
        for (int skipped = 0; skipped < done; skipped++) {
            requests.next();
            ahead.next();
        }
        boolean more = ahead.next();
        while (more) {
            int count = 0;
            int bytes = answers.prefixBytes();
            while (more) {
                int next = answers.entryBytes(answerFragmentBytes(ahead, sink));
                if (count > 0 && bytes + next > sink.preferredBytes()) {
                    break;
                }
                bytes += next;
                count++;
                more = ahead.next();
            }
            MessageSink.Offer outcome = answer(sink, connectionId, count, bytes);
            if (outcome != MessageSink.Offer.TAKEN) {
                if (outcome == MessageSink.Offer.GONE) {
                    done = 0;
                }
                return outcome;
            }
            done += count;
        }
        done = 0;
        return MessageSink.Offer.TAKEN;
    }

    private MessageSink.Offer answer(MessageSink sink, long connectionId, int count, int bytes) {
        MessageSink.Offer outcome = sink.claim(bytes);
        if (outcome != MessageSink.Offer.TAKEN) {
            return outcome;
        }
        writer.begin(sink, connectionId, count);
        int refused = 0;
        for (int i = 0; i < count; i++) {
            requests.next();
            int fragmentBytes = answerFragmentBytes(requests, sink);
            long at = writer.put(requests.getLong(idEncodingOffset()), fragmentBytes);
            if (isAdmitted(requests)) {
                execute(at, fragmentBytes);
            } else {
                writer.outcome(StatusCode.of(Status.OVERLOADED), 0, 0);
                refused++;
            }
        }
        outcome = sink.commit();
        if (outcome == MessageSink.Offer.TAKEN) {
            lastRefused += refused;
            lastDone += count - refused;
        }
        return outcome;
    }

    private boolean isAdmitted(Entries request) {
        return request.index() >= refusedUpTo;
    }

    /** Ops that the last run has done and answered. */
    int lastDone() {
        return lastDone;
    }

    /** Ops that the last run has answered as overloaded. */
    int lastRefused() {
        return lastRefused;
    }

    /** What a read brings, 0 for a write, for a read that no message can bring and for what is not admitted. */
    private int answerFragmentBytes(Entries request, MessageSink sink) {
        if (!isAdmitted(request)) {
            return 0;
        }
        int payloadBytes = request.getInt(payloadBytesEncodingOffset());
        int room = sink.maxBytes() - answers.prefixBytes() - answers.entryBytes(FragmentHeader.BYTES);
        return kind(request) == Kind.READ && payloadBytes <= room ? FragmentHeader.BYTES + payloadBytes : 0;
    }

    private void execute(long answerAddress, int answerBytes) {
        Kind kind = kind(requests);
        long slab = requests.getLong(slabEncodingOffset());
        int slot = requests.getInt(slotEncodingOffset());
        int payloadBytes = requests.getInt(payloadBytesEncodingOffset());
        if (kind == Kind.READ && answerBytes == 0) {
            writer.outcome(StatusCode.of(Status.NO_SUCH_SLAB), 0, 0);
            return;
        }
        if (kind == null || kind == Kind.READ) {
            op.read(slab, slot, RawMemory.ALL, answerAddress + FragmentHeader.BYTES, payloadBytes);
        } else {
            long from = requests.fragmentAddress();
            MemorySegment.copy(RawMemory.ALL, from, op.header(), 0, FragmentHeader.BYTES);
            op.write(
                    kind,
                    slab,
                    slot,
                    requests.getInt(epochEncodingOffset()),
                    requests.getInt(generationEncodingOffset()),
                    RawMemory.ALL,
                    from + FragmentHeader.BYTES,
                    payloadBytes);
        }
        host.submit(ops, 1);
        if (answerBytes > 0) {
            MemorySegment.copy(op.header(), 0, RawMemory.ALL, answerAddress, FragmentHeader.BYTES);
        }
        boolean fenced = op.status() == Status.FENCED;
        writer.outcome(
                StatusCode.of(op.status()), fenced ? op.refusingEpoch() : 0, fenced ? op.refusingGeneration() : 0);
    }
}
