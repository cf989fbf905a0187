package io.farpage.api;

/** Both paths to one incarnation of one host. */
public interface HostConnection extends FragmentStore, SlabControl, AutoCloseable {
    /** Who is at the other end. */
    HostRef host();

    /**
     * Ends the connection: pending ops are completed as unreachable, and on return no write that was submitted through it
     * can change what a later reader of the host takes for current. Later calls fail as unreachable. Who closes a connection
     * that another thread is closing waits for the same.
     */
    @Override
    void close();
}
