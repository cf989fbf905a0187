package io.farpage.pager;

/**
 * Notices a program that reads a region in order and says how many pages to read beyond the one that is needed: none at
 * first, then 2, 4 and so on while the order holds, up to a bound. So no more is read in vain than was read to some use.
 * Follows one stream, without locks; threads that fault at the same time may make it forget the order, no more.
 */
final class ReadAhead {
    private final int maxPages;
    private volatile int last = Integer.MAX_VALUE;
    private volatile int window;

    /** At most {@code maxPages} ahead; 0 turns it off. */
    ReadAhead(int maxPages) {
        this.maxPages = maxPages;
    }

    /** How many pages to read after {@code page}, which is about to be read. */
    int pagesAfter(int page) {
        int before = window;
        // A fault inside the window, where there was no frame to read ahead into, is in order too.
        boolean inOrder = page > last && page - last <= before + 1;
        int ahead = inOrder ? Math.min(maxPages, Math.max(2, 2 * before)) : 0;
        last = page;
        window = ahead;
        return ahead;
    }
}
