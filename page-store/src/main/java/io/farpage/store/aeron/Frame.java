package io.farpage.store.aeron;

import io.farpage.api.Crc32c;
import io.farpage.store.aeron.wire.MessageHeaderDecoder;
import io.farpage.store.aeron.wire.MessageHeaderEncoder;
import org.agrona.DirectBuffer;
import org.agrona.MutableDirectBuffer;
import org.jspecify.annotations.Nullable;

/** What all messages have in common: a header whose first field is the checksum of all that follows it. */
final class Frame {
    /** Length of the header. */
    static final int HEADER_BYTES = MessageHeaderDecoder.ENCODED_LENGTH;

    private static final int CHECKSUM_BYTES = MessageHeaderDecoder.checksumEncodingLength();

    private Frame() {}

    /** Writes the checksum of a message that is otherwise complete. */
    static void seal(MutableDirectBuffer buffer, int offset, int lengthBytes) {
        buffer.putInt(
                offset + MessageHeaderEncoder.checksumEncodingOffset(),
                checksum(buffer, offset, lengthBytes),
                MessageHeaderEncoder.BYTE_ORDER);
    }

    /** What is wrong with a message as a whole; null when nothing is. */
    static @Nullable AeronCounter fault(
            MessageHeaderDecoder header, DirectBuffer buffer, int offset, int lengthBytes, int schema, int version) {
        if (lengthBytes < HEADER_BYTES) {
            return AeronCounter.REFUSED_TRUNCATED;
        }
        header.wrap(buffer, offset);
        if (header.schemaId() != schema || header.version() != version) {
            return AeronCounter.REFUSED_VERSION;
        }
        return (int) header.checksum() == checksum(buffer, offset, lengthBytes) ? null : AeronCounter.REFUSED_CHECKSUM;
    }

    private static int checksum(DirectBuffer buffer, int offset, int lengthBytes) {
        return Crc32c.of(
                RawMemory.ALL, RawMemory.address(buffer, offset + CHECKSUM_BYTES), (long) lengthBytes - CHECKSUM_BYTES);
    }
}
