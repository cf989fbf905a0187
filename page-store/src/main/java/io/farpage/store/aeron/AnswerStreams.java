package io.farpage.store.aeron;

import io.aeron.exceptions.AeronException;
import org.jspecify.annotations.Nullable;

/** Makes the streams on which a host answers, without blocking. */
interface AnswerStreams {
    /**
     * Begins to make one.
     *
     * @return a ticket for {@link #made}
     */
    long make(AeronAddress to, int stream);

    /**
     * The stream of a ticket; null while it is not there yet.
     *
     * @throws AeronException when it cannot be made
     */
    @Nullable
    MessageSink made(long ticket);

    /** Gives up a stream that was not made yet. */
    void giveUp(long ticket);
}
