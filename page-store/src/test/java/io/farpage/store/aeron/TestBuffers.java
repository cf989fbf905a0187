package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/** A stream that keeps what is sent, each message in memory of its own, up to a number of messages; sees when a writer leaves its room. */
final class TestBuffers implements MessageSink {
    private static final int GUARD_BYTES = 64;
    private static final byte GUARD = 0x5a;

    final List<UnsafeBuffer> sent = new ArrayList<>();
    int room = Integer.MAX_VALUE;
    private final int preferredBytes;
    private ByteBuffer guarded = ByteBuffer.allocateDirect(0);
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
        guarded = ByteBuffer.allocateDirect(lengthBytes + 2 * GUARD_BYTES);
        for (int i = 0; i < guarded.capacity(); i++) {
            guarded.put(i, GUARD);
        }
        claimed = new UnsafeBuffer(guarded, GUARD_BYTES, lengthBytes);
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
        for (int i = 0; i < GUARD_BYTES; i++) {
            assertThat(guarded.get(i)).isEqualTo(GUARD);
            assertThat(guarded.get(guarded.capacity() - 1 - i)).isEqualTo(GUARD);
        }
        Frame.seal(claimed, 0, claimed.capacity());
        sent.add(claimed);
        return Offer.TAKEN;
    }

    @Override
    public void close() {}
}
