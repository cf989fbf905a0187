package io.farpage.pager;

/**
 * The stride that most of a stream's latest accesses have in common, and how far ahead it pays to read along it: Leap (Al Maruf
 * and Chowdhury, "Effectively Prefetching Remote Memory with Leap", USENIX ATC 2020, sections 4.1 and 4.2). A majority bears with
 * accesses that are none of the pattern; the window grows with pages that were used and shrinks when they were not.
 * Thread-safe.
 */
final class Trend {
    private static final int HISTORY = 32;
    private static final int SMALLEST = HISTORY / 4;

    private final int maxPages;
    private final int[] strides = new int[HISTORY];
    private int newest;
    private int last;
    private int window;
    private int used;

    /** At most {@code maxPages} ahead. */
    Trend(int maxPages) {
        this.maxPages = maxPages;
    }

    /** The first access to a page that was read ahead. */
    synchronized void used(int page) {
        used++;
        note(page);
    }

    /** An access to a page that has to be read; what is worth reading with it: see {@link ReadAhead#after}. */
    synchronized long after(int page) {
        int step = note(page);
        if (occurrences(step) <= SMALLEST / 2) {
            return 0;
        }
        int stride = majority();
        if (stride == 0 || step != stride) {
            return 0; // What is read after an access that is none of the pattern would be read in vain.
        }
        int wanted = used > 0 ? 2 * Integer.highestOneBit(used) : 1;
        window = Math.min(maxPages, Math.max(wanted, window / 2));
        used = 0;
        return ReadAhead.pages(window, stride);
    }

    private int note(int page) {
        int step = page - last;
        last = page;
        newest = (newest + 1) % HISTORY;
        strides[newest] = step;
        return step;
    }

    private int occurrences(int stride) {
        int found = 0;
        for (int each : strides) {
            found += each == stride ? 1 : 0;
        }
        return found;
    }

    /** The stride of more than half of the latest accesses, looked for in more and more of them; 0 when there is none. */
    private int majority() {
        for (int count = SMALLEST; count <= HISTORY; count *= 2) {
            int candidate = vote(count);
            int votes = 0;
            for (int i = 0; i < count; i++) {
                votes += step(i) == candidate ? 1 : 0;
            }
            if (votes > count / 2) {
                return candidate;
            }
        }
        return 0;
    }

    /** What alone can be the majority (Boyer and Moore's vote). */
    private int vote(int count) {
        int candidate = 0;
        int lead = 0;
        for (int i = 0; i < count; i++) {
            if (lead == 0) {
                candidate = step(i);
            }
            lead += step(i) == candidate ? 1 : -1;
        }
        return candidate;
    }

    private int step(int before) {
        return strides[(newest - before + HISTORY) % HISTORY];
    }
}
