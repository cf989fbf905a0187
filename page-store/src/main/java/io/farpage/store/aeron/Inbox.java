package io.farpage.store.aeron;

import io.farpage.store.aeron.wire.MessageHeaderDecoder;
import io.farpage.store.aeron.wire.RequestsDecoder;
import org.agrona.DirectBuffer;
import org.jspecify.annotations.Nullable;

/** Looks at what comes in and lets nothing through that is not in order. Not thread-safe. */
final class Inbox {
    private final AeronCounters counters;
    private final MessageHeaderDecoder header = new MessageHeaderDecoder();

    Inbox(AeronCounters counters) {
        this.counters = counters;
    }

    /** The header of a message that is in order as a whole; null when it is not, which is counted. Valid until the next call. */
    @Nullable
    MessageHeaderDecoder accept(DirectBuffer buffer, int offset, int lengthBytes) {
        AeronCounter fault = Frame.fault(
                header, buffer, offset, lengthBytes, RequestsDecoder.SCHEMA_ID, RequestsDecoder.SCHEMA_VERSION);
        if (fault != null) {
            counters.increment(fault);
            return null;
        }
        counters.increment(AeronCounter.MESSAGES_RECEIVED);
        return header;
    }

    /** Counts a message that says something impossible. */
    void refuse() {
        counters.increment(AeronCounter.REFUSED_MALFORMED);
    }

    /**
     * Whether a message of fixed fields and one text or run of bytes has the lengths that it claims.
     *
     * @param blockBytes length of the fixed fields of that kind
     * @param tail whether something of its own length follows them
     */
    boolean fits(DirectBuffer buffer, int offset, int lengthBytes, int blockBytes, boolean tail) {
        int tailAt = Frame.HEADER_BYTES + blockBytes;
        boolean fits = header.blockLength() == blockBytes
                && (tail
                        ? lengthBytes >= tailAt + Integer.BYTES
                                && buffer.getInt(offset + tailAt, RequestsDecoder.BYTE_ORDER)
                                        == lengthBytes - tailAt - Integer.BYTES
                        : lengthBytes == tailAt);
        if (!fits) {
            refuse();
        }
        return fits;
    }
}
