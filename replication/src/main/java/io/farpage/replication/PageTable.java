package io.farpage.replication;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.farpage.api.Version;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Where the newest acknowledged version of each page is: 12 bytes a page, off-heap. Safe for threads that work on different
 * pages; whoever hands a page from one thread to another orders their accesses. Closed with its region.
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

    private static final int STATE_SHIFT = 28;
    private static final int SLOT_MASK = (1 << STATE_SHIFT) - 1;
    private static final State[] STATES = State.values();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment versions;
    private final MemorySegment slots;

    PageTable(long pageCount) {
        versions = arena.allocate(JAVA_LONG, Math.max(1, pageCount));
        slots = arena.allocate(JAVA_INT, Math.max(1, pageCount));
    }

    long version(long page) {
        return versions.getAtIndex(JAVA_LONG, page);
    }

    /** The slot of the newest version, or {@link #NO_SLOT}. */
    int slot(long page) {
        return version(page) == Version.NONE ? NO_SLOT : slots.getAtIndex(JAVA_INT, page) & SLOT_MASK;
    }

    State state(long page) {
        return STATES[slots.getAtIndex(JAVA_INT, page) >>> STATE_SHIFT];
    }

    void set(long page, long version, int slot, State state) {
        int code = switch (state) {
            case DATA -> 0;
            case TOMBSTONE -> 1;
            case LOST -> 2;
        };
        slots.setAtIndex(JAVA_INT, page, slot | code << STATE_SHIFT);
        versions.setAtIndex(JAVA_LONG, page, version);
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
