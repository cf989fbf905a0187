package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.pager.RemoteRegion;

/** Pages that say at their start and at their end which page they are and in which round they were written. */
final class StampedPages {
    static final int PAGE = 4096;

    private StampedPages() {}

    /** Returns when all is acknowledged. */
    static void fill(RemoteRegion region, long pages, long round) {
        for (long page = 0; page < pages; page++) {
            region.setLong(page * PAGE, page * 1000 + round);
            region.setLong((page + 1) * PAGE - Long.BYTES, -page * 1000 - round);
        }
        region.flush();
    }

    static void check(RemoteRegion region, long from, long to, long round) {
        for (long page = from; page < to; page++) {
            assertThat(region.getLong(page * PAGE)).as("page %d", page).isEqualTo(page * 1000 + round);
            assertThat(region.getLong((page + 1) * PAGE - Long.BYTES))
                    .as("end of page %d", page)
                    .isEqualTo(-page * 1000 - round);
        }
    }
}
