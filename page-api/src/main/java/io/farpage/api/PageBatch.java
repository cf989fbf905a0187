package io.farpage.api;

import java.lang.foreign.MemorySegment;

/**
 * Pages to read or write in one call, with the memory of each and how it went: a reusable object, so that batches cost no
 * garbage. Not thread-safe.
 */
public final class PageBatch {
    private final long[] pages;
    private final MemorySegment[] memory;
    private final long[] at;
    private final PageResult[] results;
    private int size;

    /** An empty batch with room for {@code capacity} pages. */
    public PageBatch(int capacity) {
        pages = new long[capacity];
        memory = new MemorySegment[capacity];
        at = new long[capacity];
        results = new PageResult[capacity];
    }

    /** Forgets all pages. */
    public void clear() {
        size = 0;
    }

    /** Adds a page whose bytes are, or shall go, in {@code segment} from {@code offset} on. */
    public void add(long page, MemorySegment segment, long offset) {
        pages[size] = page;
        memory[size] = segment;
        at[size] = offset;
        size++;
    }

    public int size() {
        return size;
    }

    public boolean isFull() {
        return size == pages.length;
    }

    public long page(int i) {
        return pages[i];
    }

    public MemorySegment memory(int i) {
        return memory[i];
    }

    public long at(int i) {
        return at[i];
    }

    /** How page {@code i} went; only after the call that took the batch. */
    public PageResult result(int i) {
        return results[i];
    }

    /** Store side: says how page {@code i} went. */
    public void result(int i, PageResult result) {
        results[i] = result;
    }
}
