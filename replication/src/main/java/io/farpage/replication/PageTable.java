package io.farpage.replication;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.farpage.api.Version;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the newest acknowledged version of each page is: one word of 8 bytes a page, off-heap.
 *
 * <pre>
 *  bits 63..62  what it is: see {@link State}
 *  then         the slot, in as many bits as the largest slot takes
 *  the rest     the version, by its name in {@link VersionBlocks}
 * </pre>
 *
 * Safe for threads that work on different pages; whoever hands a page from one thread to another orders their accesses. Closed with its
 * region.
 */
final class PageTable implements AutoCloseable {
    /** What the newest version of a page is. */
    enum State {
        /** A stripe of data, or nothing yet when the version is {@link Version#NONE}. */
        DATA,
        /** Trimmed. */
        TOMBSTONE,
        /** Acknowledged, and lost with more fragments than the redundancy bears. */
        LOST
    }

    /** The slot of a page without any version. */
    static final int NO_SLOT = -1;

    private static final int STATE_SHIFT = 62;
    private static final State[] STATES = State.values();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment entries;
    private final int slotShift;
    private final long slotMask;
    private final VersionBlocks names;

    /** @param slotCount slots of the largest slab group */
    PageTable(long pageCount, int slotCount) {
        int slotBits = Integer.SIZE - Integer.numberOfLeadingZeros(slotCount);
        slotShift = STATE_SHIFT - slotBits;
        slotMask = (1L << slotBits) - 1;
        names = new VersionBlocks(slotShift);
        entries = arena.allocate(JAVA_LONG, Math.max(1, pageCount));
    }

    private long entry(long page) {
        return entries.getAtIndex(JAVA_LONG, page);
    }

    long version(long page) {
        return names.version(entry(page) & (1L << slotShift) - 1);
    }

    /** The slot of the newest version, or {@link #NO_SLOT}. */
    int slot(long page) {
        long entry = entry(page);
        return (entry & (1L << slotShift) - 1) == Version.NONE ? NO_SLOT : (int) (entry >>> slotShift & slotMask);
    }

    State state(long page) {
        return STATES[(int) (entry(page) >>> STATE_SHIFT)];
    }

    /** @throws io.farpage.api.RegionException when there were so many writes that no version has room any more */
    void set(long page, long version, int slot, State state) {
        long code = switch (state) {
            case DATA -> 0;
            case TOMBSTONE -> 1;
            case LOST -> 2;
        };
        long entry = code << STATE_SHIFT | (long) slot << slotShift | names.name(version);
        entries.setAtIndex(JAVA_LONG, page, entry);
    }

    /** Takes back what was set: the page has no version. */
    void forget(long page) {
        set(page, Version.NONE, 0, State.DATA);
    }

    @Override
    public void close() {
        arena.close();
    }
}
