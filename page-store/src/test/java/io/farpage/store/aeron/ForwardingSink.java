package io.farpage.store.aeron;

import org.agrona.MutableDirectBuffer;

/** A stream that does what another does; the base of those that do some of it otherwise. */
class ForwardingSink implements MessageSink {
    final MessageSink to;

    ForwardingSink(MessageSink to) {
        this.to = to;
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
        return to.claim(lengthBytes);
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
