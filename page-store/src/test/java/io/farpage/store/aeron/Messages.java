package io.farpage.store.aeron;

import io.farpage.api.FragmentOp;
import io.farpage.api.SlabSpec;
import io.farpage.store.aeron.wire.Action;
import io.farpage.store.aeron.wire.ConnectEncoder;
import io.farpage.store.aeron.wire.ControlRequestEncoder;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import java.lang.foreign.Arena;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.agrona.concurrent.UnsafeBuffer;

/** Messages of a client, laid out by the classes that lay them out for Aeron, each in memory of its own. */
record Messages(Arena arena, SlabSpec spec) {
    UnsafeBuffer writes(long connectionId, long slab, int count) {
        return requests(connectionId, new TestOps(arena, spec).writes(slab, count));
    }

    UnsafeBuffer reads(long connectionId, long slab, int count) {
        return requests(connectionId, new TestOps(arena, spec).reads(slab, count));
    }

    private static UnsafeBuffer requests(long connectionId, FragmentOp[] ops) {
        TestBuffers sink = new TestBuffers(65_536);
        RequestWriter writer = new RequestWriter();
        int bytes = writer.prefixBytes();
        for (FragmentOp op : ops) {
            bytes += writer.entryBytes(op);
        }
        sink.claim(bytes);
        writer.begin(sink, connectionId, ops.length);
        for (int i = 0; i < ops.length; i++) {
            writer.put(i + 1, ops[i]);
        }
        sink.commit();
        return sink.sent.getFirst();
    }

    static UnsafeBuffer connect(long connectionId, long incarnation, int protocol) {
        byte[] address = "aeron:127.0.0.1:9".getBytes(StandardCharsets.US_ASCII);
        TestBuffers sink = new TestBuffers(1024);
        sink.claim(Frame.HEADER_BYTES
                + ConnectEncoder.BLOCK_LENGTH
                + ConnectEncoder.responseAddressHeaderLength()
                + address.length);
        new ConnectEncoder()
                .wrapAndApplyHeader(sink.buffer(), 0, new MessageHeaderEncoder())
                .connectionId(connectionId)
                .incarnation(incarnation)
                .hostId(1)
                .protocol(protocol)
                .responseStream(7)
                .putResponseAddress(address, 0, address.length);
        sink.commit();
        return sink.sent.getFirst();
    }

    static UnsafeBuffer disconnect(long connectionId) {
        TestBuffers sink = new TestBuffers(1024);
        sink.claim(ControlCall.BYTES);
        new ControlRequestEncoder()
                .wrapAndApplyHeader(sink.buffer(), 0, new MessageHeaderEncoder())
                .connectionId(connectionId)
                .id(1)
                .slab(0)
                .epoch(0)
                .generation(0)
                .region(0)
                .ordinal(0)
                .slotCount(0)
                .payloadBytes(0)
                .action(Action.DISCONNECT);
        sink.commit();
        return sink.sent.getFirst();
    }

    /** Random bytes behind a header in order. */
    static UnsafeBuffer noise(Random random) {
        UnsafeBuffer noise = new UnsafeBuffer(ByteBuffer.allocateDirect(Frame.HEADER_BYTES + random.nextInt(600)));
        for (int i = 0; i < noise.capacity(); i++) {
            noise.putByte(i, (byte) random.nextInt());
        }
        new MessageHeaderEncoder()
                .wrap(noise, 0)
                .schemaId(ConnectEncoder.SCHEMA_ID)
                .version(ConnectEncoder.SCHEMA_VERSION)
                .templateId(random.nextInt(9));
        return noise;
    }

    static UnsafeBuffer copy(UnsafeBuffer message) {
        UnsafeBuffer copy = new UnsafeBuffer(ByteBuffer.allocateDirect(message.capacity()));
        copy.putBytes(0, message, 0, message.capacity());
        return copy;
    }

    static void seal(UnsafeBuffer message) {
        Frame.seal(message, 0, message.capacity());
    }
}
