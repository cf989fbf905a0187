package io.farpage.bench.pager;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Pages that begin with where they are and are half random, half zeros, so that they can be compressed as much as data often can. */
final class PageContent {
    private final SplittableRandom random = new SplittableRandom(5);
    private final MemorySegment page = MemorySegment.ofArray(new long[PagerBench.PAGE / Long.BYTES]);

    /** The page at an offset; good until the next call. */
    MemorySegment of(long at) {
        for (long i = 0; i < PagerBench.PAGE / 2; i += Long.BYTES) {
            page.set(JAVA_LONG, i, random.nextLong());
        }
        page.set(JAVA_LONG, 0, at);
        return page;
    }
}
