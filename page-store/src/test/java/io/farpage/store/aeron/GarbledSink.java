package io.farpage.store.aeron;

import java.util.Random;
import org.agrona.MutableDirectBuffer;

/**
 * A stream that changes messages, as its seed says, and sends them with a right checksum. Fault model: in one of four messages
 * up to six bytes after the checksum are replaced, wherever they are, the fields of the header included.
 */
final class GarbledSink extends ForwardingSink {
    private final Random random;
    private int claimedBytes;

    GarbledSink(MessageSink to, long seed) {
        super(to);
        random = new Random(seed);
    }

    @Override
    public Offer claim(int lengthBytes) {
        claimedBytes = lengthBytes;
        return super.claim(lengthBytes);
    }

    @Override
    public Offer commit() {
        int changes = random.nextInt(4) == 0 ? 1 + random.nextInt(6) : 0;
        MutableDirectBuffer message = buffer();
        for (int i = 0; i < changes; i++) {
            // Most of a message is payload, and it is the fields that are of interest.
            int span = random.nextBoolean() ? claimedBytes : Math.min(claimedBytes, 80);
            int at = Integer.BYTES + random.nextInt(span - Integer.BYTES);
            message.putByte(offset() + at, (byte) random.nextInt());
        }
        return super.commit();
    }
}
