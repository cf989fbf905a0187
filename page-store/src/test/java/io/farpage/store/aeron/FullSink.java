package io.farpage.store.aeron;

import java.util.concurrent.atomic.AtomicBoolean;
import org.agrona.MutableDirectBuffer;

/** A stream that has no room while {@code full} is set. */
final class FullSink implements MessageSink {
    private final MessageSink to;
    private final AtomicBoolean full;

    FullSink(MessageSink to, AtomicBoolean full) {
        this.to = to;
        this.full = full;
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
        return full.get() ? Offer.NO_ROOM : to.claim(lengthBytes);
    }

    @Override
    public MutableDirectBuffer buffer() {
        return to.buffer();
    }

    @Override
    public int offset() {
        return to.offset();
    }

    @Override
    public Offer commit() {
        return to.commit();
    }

    @Override
    public void close() {
        to.close();
    }
}
