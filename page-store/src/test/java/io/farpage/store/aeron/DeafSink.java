package io.farpage.store.aeron;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A stream that takes everything and, while it is deaf, sends none of it. */
final class DeafSink extends ForwardingSink {
    private final AtomicBoolean deaf;
    private boolean swallow;
    private UnsafeBuffer room = new UnsafeBuffer(0, 0);

    DeafSink(MessageSink to, AtomicBoolean deaf) {
        super(to);
        this.deaf = deaf;
    }

    @Override
    public Offer claim(int lengthBytes) {
        swallow = deaf.get();
        if (!swallow) {
            return super.claim(lengthBytes);
        }
        room = new UnsafeBuffer(ByteBuffer.allocateDirect(lengthBytes));
        return Offer.TAKEN;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return swallow ? room : super.buffer();
    }

    @Override
    public int offset() {
        return swallow ? 0 : super.offset();
    }

    @Override
    public Offer commit() {
        return swallow ? Offer.TAKEN : super.commit();
    }
}
