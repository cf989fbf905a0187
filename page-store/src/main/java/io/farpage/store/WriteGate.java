package io.farpage.store;

/** Where a write comes from, and whether writes from there may still happen. */
@FunctionalInterface
interface WriteGate {
    /** Never closed. */
    WriteGate OPEN = () -> true;

    /**
     * Asked at a moment from which on {@link MemoryHost#awaitWriters} waits for the write. So whoever shuts the gate and
     * then waits knows that no write comes through any more.
     */
    boolean isOpen();
}
