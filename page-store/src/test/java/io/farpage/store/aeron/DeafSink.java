package io.farpage.store.aeron;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A stream that takes everything and, while it is deaf, sends none of it. */
final class DeafSink implements MessageSink {
    private final MessageSink to;
    private final AtomicBoolean deaf;
    private boolean swallow;
    private UnsafeBuffer room = new UnsafeBuffer(0, 0);

    DeafSink(MessageSink to, AtomicBoolean deaf) {
        this.to = to;
        this.deaf = deaf;
    }

    @Override
    public int preferredBytes() {
        return to.preferredBytes();
    }

    @Override
    public int maxBytes() {
        return to.maxBytes();
    }

    @Override
    public boolean isConnected() {
        return to.isConnected();
    }

    @Override
    public Offer claim(int lengthBytes) {
        swallow = deaf.get();
        if (!swallow) {
            return to.claim(lengthBytes);
        }
        room = new UnsafeBuffer(ByteBuffer.allocateDirect(lengthBytes));
        return Offer.TAKEN;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return swallow ? room : to.buffer();
    }

    @Override
    public int offset() {
        return swallow ? 0 : to.offset();
    }

    @Override
    public Offer commit() {
        return swallow ? Offer.TAKEN : to.commit();
    }

    @Override
    public void close() {
        to.close();
    }
}
