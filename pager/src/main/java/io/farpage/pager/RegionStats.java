package io.farpage.pager;

import io.farpage.api.StoreStats;

/**
 * What a region's pager has done since it was opened, and where it stands. Taken without stopping anything, so the numbers
 * may be some operations apart. Hits are not counted: that would cost more than a hit.
 *
 * @param faults pages read because an access needed them
 * @param pagesAhead pages read before an access needed them
 * @param pagesAheadUsed of these, pages that an access needed later
 * @param pagesAheadWasted of these, pages that left local memory before any access needed them
 * @param evictions pages that left local memory
 * @param pagesWrittenBack writes that the store acknowledged
 * @param failedWriteBacks writes that the store did not acknowledge; they are tried again
 * @param frames pages that local memory can hold
 * @param residentPages pages in local memory
 * @param dirtyPages of these, pages with bytes that the store has not acknowledged
 * @param store what the backing store did
 */
public record RegionStats(
        long faults,
        long pagesAhead,
        long pagesAheadUsed,
        long pagesAheadWasted,
        long evictions,
        long pagesWrittenBack,
        long failedWriteBacks,
        int frames,
        int residentPages,
        int dirtyPages,
        StoreStats store) {}
