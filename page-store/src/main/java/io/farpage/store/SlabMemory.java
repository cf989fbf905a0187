package io.farpage.store;

import java.io.IOException;

/**
 * The memory of one slab, and who outside this process can write there. The host calls the methods that change something one
 * at a time; {@link #slots} may be called at any time.
 */
public interface SlabMemory {
    /** Where the slots stand now. Changes only in {@link #move}. */
    SlotMemory slots();

    /** Tells writers outside this process what the slab accepts from now on. */
    void raise(long floors);

    /**
     * Waits for a bounded time until no writer outside this process that was let in under older floors is still writing.
     *
     * @return whether that is so; if not, only {@link #move} keeps them out
     */
    boolean awaitOlderWriters();

    /**
     * Copies the slots to memory that no writer outside this process knows, and gives the old memory back. Nobody in this
     * process writes meanwhile.
     *
     * @throws IOException when there is no memory to move to; then nothing has changed
     */
    void move() throws IOException;

    /** Gives the memory back, whoever is using it. */
    void close();
}
