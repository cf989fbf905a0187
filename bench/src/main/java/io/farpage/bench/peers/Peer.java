package io.farpage.bench.peers;

import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import java.io.IOException;

/**
 * A store of pages of {@value #PAGE} bytes on servers of its own, on the loopback device, with a client in this process. Pages are read and
 * written by one thread; another may kill and mend meanwhile. All servers end when it is closed, and when this process is told to end.
 */
interface Peer extends AutoCloseable {
    int PAGE = 4096;

    /** Pages that are asked for at once, at the most. */
    int MOST = 64;

    /** Bytes that the memory of one page of a batch has, 64-byte aligned. */
    default int frameBytes() {
        return PAGE;
    }

    /**
     * Asks for all pages of a batch at once and returns when each is there or failed; blocks for a bounded time. A page that the store does
     * not know is {@link PageResult.Lost}, or reads as zeros.
     */
    void read(PageBatch batch);

    /** Sends all pages of a batch at once and returns when each is acknowledged or failed; blocks for a bounded time. */
    void write(PageBatch batch);

    /** Memory that all servers have resident beyond what they had when they were empty, heaps and copies included. */
    long residentBytes();

    /** Memory that pages take, of all servers and copies: what is resident, unless the store itself counts that. */
    default long memoryBytes() {
        return residentBytes();
    }

    /** {@code kill -9} for so many servers that hold pages, all at once. */
    void kill(int count) throws IOException;

    /** What an operator does at once after a kill, where somebody has to do something. */
    void mend() throws IOException;

    @Override
    void close();
}
