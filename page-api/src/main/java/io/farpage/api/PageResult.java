package io.farpage.api;

/** How the read or write of one page went. The good cases are constants, so that they cost nothing. */
public sealed interface PageResult {
    /** The page was read or written. */
    enum Done implements PageResult {
        /** Nothing unusual. A write is held by every member that stores, and survives as many losses as the region says. */
        FULL,
        /** Read: decoded, because a data fragment was missing, late or bad. Write: acknowledged, but some members are absent. */
        DEGRADED
    }

    /**
     * More fragments of the page's newest acknowledged version are lost than its redundancy can bear.
     *
     * @param page which page
     * @param version the version that was lost
     * @param found fragments of it that could still be read
     * @param needed fragments that it takes
     */
    record Lost(long page, long version, int found, int needed) implements PageResult {}

    /**
     * Somebody else owns the region now.
     *
     * @param currentEpoch the epoch that hosts accept at the least
     */
    record Fenced(int currentEpoch) implements PageResult {}

    /**
     * It did not happen now and may well later: nothing is lost, a page that was to be written is still the caller's to keep.
     *
     * @param why what was missing, for people
     */
    record Unavailable(String why) implements PageResult {}

    /**
     * It did not happen because hosts have had too much to do for too long: nothing is lost, a page that was to be written is
     * still the caller's to keep. Back off before the next try.
     *
     * @param host one that has refused
     * @param why which page, and all that have refused, for people
     */
    record Overloaded(HostRef host, String why) implements PageResult {}

    /** Whether the page was read or written. */
    default boolean isDone() {
        return this instanceof Done;
    }
}
