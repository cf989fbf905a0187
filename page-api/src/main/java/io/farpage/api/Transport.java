package io.farpage.api;

/** Makes connections to hosts. Thread-safe. */
@FunctionalInterface
public interface Transport {
    /**
     * Connects to that incarnation of that host. Never fails: when nobody is there, or somebody else, all that is asked of
     * the connection fails as unreachable.
     */
    HostConnection connect(HostInfo host);

    /** How far away that host is. Asks nobody. */
    default LatencyClass latency(HostInfo host) {
        return LatencyClass.MESSAGES;
    }
}
