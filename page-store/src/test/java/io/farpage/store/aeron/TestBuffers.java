package io.farpage.store.aeron;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A stream that keeps what is sent, each message in memory of its own, up to a number of messages. */
final class TestBuffers implements MessageSink {
    final List<UnsafeBuffer> sent = new ArrayList<>();
    int room = Integer.MAX_VALUE;
    private final int preferredBytes;
    private UnsafeBuffer claimed = new UnsafeBuffer(0, 0);

    TestBuffers(int preferredBytes) {
        this.preferredBytes = preferredBytes;
    }

    @Override
    public int preferredBytes() {
        return preferredBytes;
    }

    @Override
    public int maxBytes() {
        return 4 * preferredBytes;
    }

    @Override
    public boolean isConnected() {
        return true;
    }

    @Override
    public Offer claim(int lengthBytes) {
        if (sent.size() >= room) {
            return Offer.NO_ROOM;
        }
        claimed = new UnsafeBuffer(ByteBuffer.allocateDirect(lengthBytes));
        return Offer.TAKEN;
    }

    @Override
    public MutableDirectBuffer buffer() {
        return claimed;
    }

    @Override
    public int offset() {
        return 0;
    }

    @Override
    public Offer commit() {
        Frame.seal(claimed, 0, claimed.capacity());
        sent.add(claimed);
        return Offer.TAKEN;
    }

    @Override
    public void close() {}
}
