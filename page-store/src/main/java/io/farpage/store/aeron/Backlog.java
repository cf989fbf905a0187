package io.farpage.store.aeron;

import io.aeron.Image;
import io.aeron.logbuffer.ControlledFragmentHandler;
import io.aeron.logbuffer.FrameDescriptor;
import io.aeron.logbuffer.Header;
import io.farpage.store.aeron.wire.GroupSizeEncodingDecoder;
import io.farpage.store.aeron.wire.MessageHeaderDecoder;
import io.farpage.store.aeron.wire.RequestsDecoder;
import org.agrona.DirectBuffer;

/**
 * How many fragments of one client have come in at a host and wait to be done, and how many may. Looks ahead in the stream,
 * where they wait, and counts each once; what a message says of itself counts, true or not. Control requests do not. Not
 * thread-safe; allocates nothing.
 */
final class Backlog {
    private static final int COUNT_AT =
            Frame.HEADER_BYTES + RequestsDecoder.BLOCK_LENGTH + GroupSizeEncodingDecoder.numInGroupEncodingOffset();

    private final ControlledFragmentHandler counter = this::onFragment;
    private int waiting;
    private int limit = Integer.MAX_VALUE;
    private long seenUpTo;
    private int ofMessage;

    /** Counts what has come in since the last look. */
    void look(Image image) {
        long position = image.position();
        if (position >= seenUpTo) {
            seenUpTo = position;
            waiting = 0;
        }
        long termBytes = image.termBufferLength();
        if (seenUpTo <= position - position % termBytes + termBytes) { // No look reaches beyond the next term.
            seenUpTo = image.controlledPeek(seenUpTo, counter, Long.MAX_VALUE);
        }
    }

    /** Called for each part of a message; a message that is not there as a whole is looked at again. */
    private ControlledFragmentHandler.Action onFragment(
            DirectBuffer buffer, int offset, int lengthBytes, Header header) {
        if ((header.flags() & FrameDescriptor.BEGIN_FRAG_FLAG) != 0) {
            ofMessage = opsOf(buffer, offset, lengthBytes);
        }
        if ((header.flags() & FrameDescriptor.END_FRAG_FLAG) != 0) {
            arrived(ofMessage);
            ofMessage = 0;
        }
        return ControlledFragmentHandler.Action.CONTINUE;
    }

    /** Ops of a message, of which this is at least the beginning; 0 for one of another kind. */
    static int opsOf(DirectBuffer buffer, int offset, int lengthBytes) {
        boolean requests = lengthBytes >= COUNT_AT + Short.BYTES
                && buffer.getShort(offset + MessageHeaderDecoder.templateIdEncodingOffset(), RequestsDecoder.BYTE_ORDER)
                        == RequestsDecoder.TEMPLATE_ID;
        return requests ? buffer.getShort(offset + COUNT_AT, RequestsDecoder.BYTE_ORDER) & 0xffff : 0;
    }

    /** More have come in. */
    void arrived(int ops) {
        waiting += ops;
    }

    /** Some that waited have been answered. */
    void answered(int ops) {
        waiting -= ops;
    }

    /** How many may wait from now on. */
    void limit(int ops) {
        limit = ops;
    }

    boolean isEmpty() {
        return waiting <= 0;
    }

    /** How many wait that should not: the oldest of them are to be refused. */
    int excess() {
        return Math.max(0, waiting - limit);
    }

    /**
     * What may wait of each client.
     *
     * @param clients clients that have something waiting
     */
    static int limit(AeronConfig config, int clients) {
        return Math.min(config.maxQueuedOfClient(), Math.max(1, config.maxQueued() / Math.max(1, clients)));
    }
}
