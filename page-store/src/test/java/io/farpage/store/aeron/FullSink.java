package io.farpage.store.aeron;

import java.util.concurrent.atomic.AtomicBoolean;

/** A stream that has no room while {@code full} is set. */
final class FullSink extends ForwardingSink {
    private final AtomicBoolean full;

    FullSink(MessageSink to, AtomicBoolean full) {
        super(to);
        this.full = full;
    }

    @Override
    public Offer claim(int lengthBytes) {
        return full.get() ? Offer.NO_ROOM : super.claim(lengthBytes);
    }
}
