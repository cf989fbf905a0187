package io.farpage.store.aeron;

import org.agrona.MutableDirectBuffer;

/**
 * Where messages go out, one at a time: claimed, filled in place, committed. Also where tests lose, repeat and reorder them.
 * Used by one thread at a time.
 */
interface MessageSink extends AutoCloseable {
    /** How a try to send went. */
    enum Offer {
        /** Done. */
        TAKEN,
        /** The stream has no room now. */
        NO_ROOM,
        /** Nobody is at the other end, or not any more. */
        GONE
    }

    /** The largest message that goes out without being copied once more. */
    int preferredBytes();

    /** The largest message. */
    int maxBytes();

    /** Whether somebody is at the other end. */
    boolean isConnected();

    /** Makes room for a message of exactly that length. After {@link Offer#TAKEN}, commit must follow. */
    Offer claim(int lengthBytes);

    /** The claimed room; outside the heap. */
    MutableDirectBuffer buffer();

    /** Where the claimed room starts. */
    int offset();

    /** Seals what was claimed and sends it. */
    Offer commit();

    @Override
    void close();
}
