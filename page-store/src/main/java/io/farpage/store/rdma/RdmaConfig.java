package io.farpage.store.rdma;

import java.time.Duration;

/**
 * How a client uses RDMA.
 *
 * @param inFlight READs and WRITEs of fragments under way at a time on each connection; more wait their turn
 * @param connectTimeout how long each step of making a connection may take
 * @param replyTimeout how long control calls wait for a host's answer
 */
public record RdmaConfig(int inFlight, Duration connectTimeout, Duration replyTimeout) {
    /** More than any device has room for. */
    public static final int MAX_IN_FLIGHT = 4096;

    public RdmaConfig {
        if (inFlight < 1 || inFlight > MAX_IN_FLIGHT) {
            throw new IllegalArgumentException(inFlight + " fragments in flight: not in 1.." + MAX_IN_FLIGHT);
        }
        if (!connectTimeout.isPositive() || !replyTimeout.isPositive()) {
            throw new IllegalArgumentException("time-outs of " + connectTimeout + " and " + replyTimeout
                    + " for connections and answers must be positive");
        }
    }

    /** 64 in flight, 2 s for each step of connecting, 5 s for answers. */
    public static RdmaConfig defaults() {
        return new RdmaConfig(64, Duration.ofSeconds(2), Duration.ofSeconds(5));
    }

    int connectTimeoutMs() {
        return Math.toIntExact(connectTimeout.toMillis());
    }
}
