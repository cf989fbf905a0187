package io.farpage.store.aeron;

import io.farpage.api.FragmentHeader;
import io.farpage.api.Reply;
import io.farpage.store.MemoryHost;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import io.farpage.store.aeron.wire.ScanAnswerEncoder;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** The headers of a slab as they were when it was made, on their way to a client, a message at a time. Not thread-safe. */
final class ScanJob implements AutoCloseable {
    private static final int MESSAGES_AT_ONCE = 16;

    private final long id;
    private final int slotCount;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment headers;
    private final Reply.@Nullable Failed<Integer> failure;
    private int nextSlot;
    private boolean gone;

    ScanJob(MemoryHost host, long id, long slab) {
        this.id = id;
        slotCount = host.slotCount(slab);
        headers = arena.allocate(Math.max(1, (long) slotCount * FragmentHeader.BYTES), 8);
        failure = host.scan(slab, headers) instanceof Reply.Failed<Integer> failed ? failed : null;
        if (failure != null) {
            arena.close();
        }
    }

    long id() {
        return id;
    }

    /** Why there is nothing to send; null when there is. */
    Reply.@Nullable Failed<Integer> failure() {
        return failure;
    }

    boolean isDone() {
        return gone || nextSlot == slotCount;
    }

    /** Sends what there is room for; returns how many messages. */
    int send(MessageSink sink, long connectionId) {
        int overhead = Frame.HEADER_BYTES + ScanAnswerEncoder.BLOCK_LENGTH + ScanAnswerEncoder.headersHeaderLength();
        int most = (sink.preferredBytes() - overhead) / FragmentHeader.BYTES;
        int sent = 0;
        while (sent < MESSAGES_AT_ONCE && !isDone()) {
            int slots = Math.min(most, slotCount - nextSlot);
            int bytes = slots * FragmentHeader.BYTES;
            MessageSink.Offer outcome = sink.claim(overhead + bytes);
            gone = outcome == MessageSink.Offer.GONE;
            if (outcome != MessageSink.Offer.TAKEN) {
                return sent;
            }
            ScanAnswerEncoder message = new ScanAnswerEncoder()
                    .wrapAndApplyHeader(sink.buffer(), sink.offset(), new MessageHeaderEncoder())
                    .connectionId(connectionId)
                    .id(id)
                    .slotCount(slotCount)
                    .firstSlot(nextSlot);
            int lengthAt = message.limit();
            int at = lengthAt + ScanAnswerEncoder.headersHeaderLength();
            sink.buffer().putInt(lengthAt, bytes, ScanAnswerEncoder.BYTE_ORDER);
            MemorySegment.copy(
                    headers,
                    (long) nextSlot * FragmentHeader.BYTES,
                    RawMemory.ALL,
                    RawMemory.address(sink.buffer(), at),
                    bytes);
            if (sink.commit() != MessageSink.Offer.TAKEN) {
                return sent;
            }
            nextSlot += slots;
            sent++;
        }
        return sent;
    }

    @Override
    public void close() {
        arena.close();
    }
}
