package io.farpage.store.aeron;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import io.farpage.store.aeron.wire.RequestsEncoder;
import java.lang.foreign.MemorySegment;

/** Lays out a message of fragments to read and write in room that was claimed for it. Not thread-safe; allocates nothing. */
final class RequestWriter {
    private final MessageHeaderEncoder header = new MessageHeaderEncoder();
    private final RequestsEncoder message = new RequestsEncoder();
    private final Entries sizes = Entries.ofRequests();
    private RequestsEncoder.@org.jspecify.annotations.Nullable OpsEncoder entries;

    /** Length of a message without ops. */
    int prefixBytes() {
        return sizes.prefixBytes();
    }

    /** Length that an op adds. */
    int entryBytes(FragmentOp op) {
        return sizes.entryBytes(fragmentBytes(op));
    }

    private static int fragmentBytes(FragmentOp op) {
        return op.kind() == FragmentOp.Kind.READ ? 0 : FragmentHeader.BYTES + op.payloadBytes();
    }

    void begin(MessageSink room, long connectionId, int count) {
        message.wrapAndApplyHeader(room.buffer(), room.offset(), header).connectionId(connectionId);
        entries = message.opsCount(count);
    }

    void put(long id, FragmentOp op) {
        RequestsEncoder.OpsEncoder group = entries;
        if (group == null) {
            throw new IllegalStateException("no message was begun");
        }
        group.next()
                .id(id)
                .slab(op.slab())
                .slot(op.slot())
                .epoch(op.epoch())
                .generation(op.generation())
                .payloadBytes(op.payloadBytes())
                .kind((short) StatusCode.of(op.kind()));
        int lengthAt = message.limit();
        int fragmentBytes = fragmentBytes(op);
        int at = lengthAt + RequestsEncoder.OpsEncoder.fragmentHeaderLength();
        message.buffer().putInt(lengthAt, fragmentBytes, RequestsEncoder.BYTE_ORDER);
        message.limit(at + fragmentBytes);
        if (fragmentBytes > 0) {
            long to = RawMemory.address(message.buffer(), at);
            MemorySegment.copy(op.header(), 0, RawMemory.ALL, to, FragmentHeader.BYTES);
            MemorySegment.copy(
                    op.payload(), op.payloadAt(), RawMemory.ALL, to + FragmentHeader.BYTES, op.payloadBytes());
        }
    }
}
