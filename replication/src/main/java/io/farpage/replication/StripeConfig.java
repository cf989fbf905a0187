package io.farpage.replication;

/**
 * How patient the stripe code is.
 *
 * @param hedgeAfterNs a read asks for parity when a data fragment takes longer than this
 * @param opTimeoutNs a fragment that takes longer is given up, and a member that does not take a write leaves its group; one that
 *     answers others meanwhile is waited for as long as the page may take
 * @param pageTimeoutNs a page that could not be read or written for so long is reported as unavailable
 * @param retryPauseNs pause between two tries at the same page; the first and shortest for a host that is overloaded
 * @param pagesInFlight pages of one call that are under way at once
 */
public record StripeConfig(
        long hedgeAfterNs, long opTimeoutNs, long pageTimeoutNs, long retryPauseNs, int pagesInFlight) {
    /** To find out that a host is dead takes three and a quarter, two more if its answers were slow, and to lend slabs elsewhere some. */
    private static final int HEARTBEATS_UNTIL_REPLACED = 10;

    private static final long MOST_FOR_A_PAGE_NS = 30_000_000_000L;

    public StripeConfig {
        if (hedgeAfterNs < 0 || opTimeoutNs <= hedgeAfterNs || pageTimeoutNs < opTimeoutNs || retryPauseNs < 1) {
            throw new IllegalArgumentException("stripe time-outs must grow: hedge after " + hedgeAfterNs
                    + " ns, fragment " + opTimeoutNs + " ns, page " + pageTimeoutNs + " ns, pause " + retryPauseNs
                    + " ns");
        }
        if (pagesInFlight < 1 || pagesInFlight > 1024) {
            throw new IllegalArgumentException("pages in flight: " + pagesInFlight + " is not in 1..1024");
        }
    }

    /** What suits hosts on the same machine or network. */
    public static StripeConfig defaults() {
        return new StripeConfig(2_000_000, 500_000_000, 2_000_000_000, 1_000_000, 64);
    }

    /**
     * The same with so long for a page, up to half a minute, that hosts which died at once are replaced first: the members that are left may be too
     * few to take a write.
     *
     * @param heartbeatNs time between two questions to a host
     */
    public StripeConfig outlasting(long heartbeatNs) {
        long untilReplacedNs = Math.min(HEARTBEATS_UNTIL_REPLACED * heartbeatNs, MOST_FOR_A_PAGE_NS);
        return new StripeConfig(
                hedgeAfterNs, opTimeoutNs, Math.max(pageTimeoutNs, untilReplacedNs), retryPauseNs, pagesInFlight);
    }
}
