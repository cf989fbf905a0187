package io.farpage.pager;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * One word for each page that holds all of its state, so that every change of state is one compare-and-set:
 *
 * <pre>
 * bits 63..41 generation: grows each time the page comes into a frame
 * bit  40     AHEAD
 * bits 39..6  where its frame starts in the pager's memory; frames are 64-byte aligned
 * bits  5..0  VISITED WRITING DIRTY LOCKED BUSY RESIDENT
 * </pre>
 *
 * A page is absent (no flag), BUSY (one thread reads, installs or trims it; nobody else may change the word) or RESIDENT.
 * A resident page may be LOCKED: only its holder may change the word or the bytes. Reads need no lock: they look at the
 * word, read the bytes and look again; {@link #SAME} bits that are equal prove that the frame was the page's all the time.
 * DIRTY: bytes were written since the last copy for write-back. WRITING: such a copy is on its way to the store, at most
 * one for a page. AHEAD: read before any access needed it, and not accessed yet. Only a page that is neither of these nor LOCKED may be evicted.
 */
final class PageTable {
    static final long RESIDENT = 1;
    static final long BUSY = 1 << 1;
    static final long LOCKED = 1 << 2;
    static final long DIRTY = 1 << 3;
    static final long WRITING = 1 << 4;
    static final long VISITED = 1 << 5;
    static final long AHEAD = 1L << 40;

    /** Bytes of local memory that an entry can address. */
    static final long MAX_MEMORY_BYTES = 1L << 40;

    /** Pages that a table can hold: what an array can. */
    static final int MAX_PAGES = Integer.MAX_VALUE - 8;

    static final long OFFSET = MAX_MEMORY_BYTES - 64;
    static final long GENERATION = -2 * MAX_MEMORY_BYTES;
    static final long SAME = GENERATION | OFFSET | RESIDENT;

    private static final long NEXT_GENERATION = 2 * MAX_MEMORY_BYTES;
    private static final VarHandle ENTRY = MethodHandles.arrayElementVarHandle(long[].class);

    private final long[] entries;

    PageTable(int pages) {
        entries = new long[pages];
    }

    long get(int page) {
        return (long) ENTRY.getAcquire(entries, page);
    }

    /** Whether nothing took the frame from the page since {@code entry} was read; call it after reading the frame. */
    boolean isStill(int page, long entry) {
        VarHandle.loadLoadFence();
        return (((long) ENTRY.getOpaque(entries, page) ^ entry) & SAME) == 0;
    }

    boolean compareAndSet(int page, long expected, long next) {
        return ENTRY.compareAndSet(entries, page, expected, next);
    }

    /** For the holder of BUSY or LOCKED alone, and so also the way to give these up. */
    void set(int page, long entry) {
        ENTRY.setRelease(entries, page, entry);
    }

    /** The entry of a page after it has come into the frame at {@code offset}. */
    static long resident(long absent, long offset, long flags) {
        return ((absent & GENERATION) + NEXT_GENERATION) | offset | RESIDENT | flags;
    }

    /** The entry of a page after it has left its frame. */
    static long absent(long entry) {
        return entry & GENERATION;
    }

    static long offset(long entry) {
        return entry & OFFSET;
    }

    static boolean has(long entry, long flags) {
        return (entry & flags) == flags;
    }

    static boolean hasAny(long entry, long flags) {
        return (entry & flags) != 0;
    }
}
