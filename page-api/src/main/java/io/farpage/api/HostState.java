package io.farpage.api;

/** What the directory thinks of one incarnation of a host. */
public enum HostState {
    /** Serves, and may be given new slabs. */
    ALIVE,
    /**
     * Was silent, or a client could not use it: serves what it has, and is the last choice for anything new until it has answered
     * for a while.
     */
    SUSPECT,
    /** Serves what it has, gets nothing new; its slabs are being moved away. */
    DRAINING,
    /** Gone for good: this incarnation holds nothing any more. */
    DEAD;

    /** Whether a host in this state may become a member of a slab group, be it as the last choice. */
    public boolean mayJoin() {
        return this == ALIVE || this == SUSPECT;
    }
}
