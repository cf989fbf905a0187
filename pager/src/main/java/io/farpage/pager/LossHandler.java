package io.farpage.pager;

import java.lang.foreign.MemorySegment;

/** Knows how to make the bytes of a page anew that was lost with more hosts than the region's redundancy bears. */
@FunctionalInterface
public interface LossHandler {
    /**
     * Fills one page, on the thread that needs it; other threads that need it wait. May access the region's other pages and must not
     * access this one. What it throws ends the access.
     *
     * @param offset where the page begins in the region
     * @param page the page's bytes, all zero; good until this returns
     * @return whether the page is as it should be; if not, the access ends with {@link io.farpage.api.PageLostException}
     */
    boolean recompute(long offset, MemorySegment page);
}
