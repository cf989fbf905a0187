package io.farpage.api;

/**
 * The data path to one incarnation of one host: reads and writes slots of its slabs. Every transport implements it and
 * passes its contract test. Thread-safe.
 */
public interface FragmentStore {
    /**
     * Starts the first {@code count} ops, of any slabs of this host. A transport that can completes them before it returns;
     * others complete them later, from other threads or within {@link #poll}. Does not block and does not throw for what
     * happens at the host: each op says how it went. The array belongs to the caller again on return, the ops do not.
     *
     * @throws IllegalArgumentException when the header of a write is not intact, a bug of the caller; that op and those
     *     after it were not started and stay the caller's, pending
     */
    void submit(FragmentOp[] ops, int count);

    /**
     * Adds what a read needs of this process's memory, if that is where the transport reads it, so that the processor fetches all fragments
     * of a page at the same time before the first is submitted. Need not be called.
     */
    default void announce(FragmentOp read, Prefetch prefetch) {}

    /**
     * Lets a transport that needs the caller's thread make progress.
     *
     * @return how many ops were completed by this call
     */
    default int poll() {
        return 0;
    }

    /**
     * Gives up a pending op. On return it is not pending and the store does not touch its memory any more. It may turn out
     * to have completed otherwise just before. A cancelled write may still happen at the host until this connection is
     * closed, so its slot must not be given away before.
     */
    void cancel(FragmentOp op);
}
