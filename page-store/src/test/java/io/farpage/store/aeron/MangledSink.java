package io.farpage.store.aeron;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.agrona.MutableDirectBuffer;
import org.agrona.concurrent.UnsafeBuffer;

/**
 * A stream that loses, repeats and delays messages, as its seed says. Fault model: each message may be lost; may come twice; may
 * come after up to {@code HELD} later ones. What comes is never changed. The first messages, which set the connection up, may
 * suffer all of it too.
 */
final class MangledSink extends ForwardingSink {
    private static final int HELD = 4;

    private final Random random;
    private final List<UnsafeBuffer> held = new ArrayList<>();
    private UnsafeBuffer claimed = new UnsafeBuffer(0, 0);

    MangledSink(MessageSink to, long seed) {
        super(to);
        random = new Random(seed);
    }

    @Override
    public Offer claim(int lengthBytes) {
        claimed = new UnsafeBuffer(ByteBuffer.allocateDirect(lengthBytes));
        return to.isConnected() ? Offer.TAKEN : Offer.GONE;
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
        int fate = random.nextInt(10);
        if (fate > 0) {
            held.add(claimed);
        }
        if (fate == 1) {
            held.add(claimed);
        }
        while (held.size() > random.nextInt(HELD)) {
            UnsafeBuffer next = held.remove(random.nextInt(held.size()));
            if (to.claim(next.capacity()) == Offer.TAKEN) {
                to.buffer().putBytes(to.offset(), next, 0, next.capacity());
                to.commit();
            }
        }
        return Offer.TAKEN;
    }
}
