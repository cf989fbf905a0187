package io.farpage.pager;

import io.farpage.api.LatencyClass;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;

/**
 * What a program may choose for a region.
 *
 * @param redundancy how pages survive crashes; fixed when the region is created
 * @param pageBytes size of a page, a power of two from 4 KiB to 64 KiB; fixed when the region is created
 * @param startsIncomplete whether the region is known as incomplete until {@link RemoteRegion#complete} is called, so that
 *     nobody takes what a program left half done for the whole
 * @param uncommittedBytes how much of the region may change from one {@link RemoteRegion#commit} to the next, in whole pages; 0 for a
 *     region without commits; fixed when the region is created
 * @param localBytes local memory for the region's pages in this process; 0 takes what the {@link PagerConfig} says
 * @param pattern what {@link RemoteRegion#expect} is told to begin with
 * @param latency the farthest class of hosts that the program can bear: where there are farther ones, the region is not created
 */
public record RegionOptions(
        Redundancy redundancy,
        int pageBytes,
        boolean startsIncomplete,
        long uncommittedBytes,
        long localBytes,
        AccessPattern pattern,
        LatencyClass latency) {
    /** Reed-Solomon 4+2, pages of 4 KiB, local memory as configured, read ahead by trend, hosts wherever they are. */
    public static final RegionOptions DEFAULT = new RegionOptions(
            Redundancy.coded(4, 2),
            RegionSpec.DEFAULT_PAGE_BYTES,
            false,
            0,
            0,
            AccessPattern.NORMAL,
            LatencyClass.MESSAGES);

    public RegionOptions {
        if (localBytes < 0) {
            throw new IllegalArgumentException("local memory of " + localBytes + " bytes is negative");
        }
    }

    public RegionOptions withRedundancy(Redundancy other) {
        return new RegionOptions(other, pageBytes, startsIncomplete, uncommittedBytes, localBytes, pattern, latency);
    }

    public RegionOptions withPageBytes(int bytes) {
        return new RegionOptions(redundancy, bytes, startsIncomplete, uncommittedBytes, localBytes, pattern, latency);
    }

    public RegionOptions incomplete() {
        return new RegionOptions(redundancy, pageBytes, true, uncommittedBytes, localBytes, pattern, latency);
    }

    /**
     * A region that is found as of its last {@link RemoteRegion#commit} by whoever opens it after a crash. It takes more memory of
     * hosts: for up to {@code bytes}, which may change between two commits, the committed pages are kept beside the new ones.
     */
    public RegionOptions withCommits(long bytes) {
        return new RegionOptions(redundancy, pageBytes, startsIncomplete, bytes, localBytes, pattern, latency);
    }

    public RegionOptions withLocalBytes(long bytes) {
        return new RegionOptions(redundancy, pageBytes, startsIncomplete, uncommittedBytes, bytes, pattern, latency);
    }

    public RegionOptions withPattern(AccessPattern expected) {
        return new RegionOptions(
                redundancy, pageBytes, startsIncomplete, uncommittedBytes, localBytes, expected, latency);
    }

    public RegionOptions withLatency(LatencyClass farthest) {
        return new RegionOptions(
                redundancy, pageBytes, startsIncomplete, uncommittedBytes, localBytes, pattern, farthest);
    }
}
