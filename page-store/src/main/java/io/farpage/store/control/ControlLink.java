package io.farpage.store.control;

import java.io.IOException;
import java.nio.channels.ByteChannel;

/**
 * Client side: what carries frames to a host and back. It does not block in {@link #read}, and in {@link #write} only for as
 * long as a host that lives needs. One thread connects and reads, one at a time writes, any may close.
 */
public interface ControlLink extends ByteChannel {
    /**
     * Connects.
     *
     * @throws IOException when nobody answers within a bounded time, or the link is closed meanwhile
     */
    void connect() throws IOException;

    /** Blocks until there may be something to read, or the link has ended. */
    void awaitReadable() throws IOException;

    /** Ends the link; whoever waits in it finds out. Safe to call twice. */
    @Override
    void close();
}
