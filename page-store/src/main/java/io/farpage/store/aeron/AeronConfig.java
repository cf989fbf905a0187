package io.farpage.store.aeron;

/**
 * How connections behave, and how many a host takes. Checked when it is made.
 *
 * @param connectTimeoutNs how long setting up a connection may take before it counts as lost
 * @param retryPauseNs how long a lost connection answers "unreachable" at once before it is set up again
 * @param resendAfterNs silence after which a request is sent again
 * @param maxSends times that a fragment is asked for; after the last, and {@code resendAfterNs} more, the connection is lost
 * @param controlTimeoutNs how long a control request may take; it is sent again meanwhile
 * @param overloadAfterNs how long a request may wait for room in the stream before it ends as overloaded
 * @param maxInFlight fragments of a connection that may be under way, a power of two from 64 to 65536; those above end as
 *     overloaded
 * @param maxClients connections that a host takes at once
 * @param maxQueued fragments of all clients that wait at a host; it answers those above as overloaded
 * @param maxQueuedOfClient the same for those of one client
 */
public record AeronConfig(
        long connectTimeoutNs,
        long retryPauseNs,
        long resendAfterNs,
        int maxSends,
        long controlTimeoutNs,
        long overloadAfterNs,
        int maxInFlight,
        int maxClients,
        int maxQueued,
        int maxQueuedOfClient) {
    public AeronConfig {
        positive("connect time-out", connectTimeoutNs);
        positive("pause before a lost connection is set up again", retryPauseNs);
        positive("time after which a request is sent again", resendAfterNs);
        positive("number of times that a request is sent", maxSends);
        positive("control time-out", controlTimeoutNs);
        positive("time after which a stream without room is overloaded", overloadAfterNs);
        positive("number of clients", maxClients);
        positive("fragments that wait at a host", maxQueued);
        positive("fragments of a client that wait at a host", maxQueuedOfClient);
        if (maxInFlight < 64 || maxInFlight > 1 << 16 || Integer.bitCount(maxInFlight) != 1) {
            throw new IllegalArgumentException(
                    "fragments in flight: " + maxInFlight + " is no power of two from 64 to 65536");
        }
    }

    /** What suits hosts on the same machine or network: a silent host is given up after a second. */
    public static AeronConfig defaults() {
        return new AeronConfig(
                1_000_000_000, 200_000_000, 200_000_000, 5, 3_000_000_000L, 100_000_000, 4096, 1024, 4096, 1024);
    }

    private static void positive(String what, long value) {
        if (value < 1) {
            throw new IllegalArgumentException(what + ": " + value + " is not positive");
        }
    }

    /** The same with other time-outs: to set up a connection, before trying again, and between sends of a request. */
    public AeronConfig withTimeouts(long connectNs, long pauseNs, long resendNs, long controlNs) {
        return new AeronConfig(
                connectNs,
                pauseNs,
                resendNs,
                maxSends,
                controlNs,
                overloadAfterNs,
                maxInFlight,
                maxClients,
                maxQueued,
                maxQueuedOfClient);
    }

    /** The same with other bounds on what may be under way. */
    public AeronConfig withBounds(int fragmentsInFlight, long overloadNs, int clients) {
        return new AeronConfig(
                connectTimeoutNs,
                retryPauseNs,
                resendAfterNs,
                maxSends,
                controlTimeoutNs,
                overloadNs,
                fragmentsInFlight,
                clients,
                maxQueued,
                maxQueuedOfClient);
    }

    /** The same with other bounds on what waits at a host, of all clients and of each. */
    public AeronConfig withQueues(int ofAll, int ofClient) {
        return new AeronConfig(
                connectTimeoutNs,
                retryPauseNs,
                resendAfterNs,
                maxSends,
                controlTimeoutNs,
                overloadAfterNs,
                maxInFlight,
                maxClients,
                ofAll,
                ofClient);
    }
}
