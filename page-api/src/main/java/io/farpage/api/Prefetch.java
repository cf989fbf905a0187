package io.farpage.api;

import static java.lang.foreign.ValueLayout.JAVA_LONG_UNALIGNED;

import java.lang.foreign.MemorySegment;

/**
 * Has the processor fetch several places in memory at the same time that will be read one after the other. Used by one thread.
 *
 * <p>There is no instruction for that in Java, so this loads a word of each line, and nothing depends on what it was. A processor
 * looks only some hundred instructions ahead of the oldest load that has not come yet. So places are gathered first and then touched
 * in few instructions: four places in one loop, which leaves the checks of bounds before it.
 */
public final class Prefetch {
    private static final int LINE_BYTES = 64;
    private static final int AT_ONCE = 4;

    private final MemorySegment[] memories;
    private final long[] starts;
    private final int[] lengths;
    private int count;
    /** What was loaded, so that no compiler leaves it out. */
    private long unusedSum;

    /** Has room for so many places. */
    public Prefetch(int capacity) {
        memories = new MemorySegment[capacity];
        starts = new long[capacity];
        lengths = new int[capacity];
    }

    /** Adds {@code lengthBytes} bytes of native memory from {@code at}, if there is room. */
    public void add(MemorySegment memory, long at, int lengthBytes) {
        if (count < memories.length) {
            memories[count] = memory;
            starts[count] = at;
            lengths[count] = lengthBytes;
            count++;
        }
    }

    /** Begins to fetch what was added since the last time, without waiting for it; may leave out what is beside memory that is closed meanwhile. */
    public void start() {
        int places = count;
        count = 0;
        int next = 0;
        try {
            for (; next + AT_ONCE <= places; next += AT_ONCE) {
                touchFour(next);
            }
            for (; next < places; next++) {
                touchQuarters(next);
            }
        } catch (IllegalStateException e) {
            if (allAlive(places)) {
                throw e;
            }
        }
    }

    private void touchFour(int i) {
        int bytes = Math.min(Math.min(lengths[i], lengths[i + 1]), Math.min(lengths[i + 2], lengths[i + 3]));
        touch(
                memories[i],
                starts[i],
                memories[i + 1],
                starts[i + 1],
                memories[i + 2],
                starts[i + 2],
                memories[i + 3],
                starts[i + 3],
                bytes);
    }

    private void touchQuarters(int i) {
        MemorySegment memory = memories[i];
        long at = starts[i];
        int quarter = lengths[i] / AT_ONCE;
        touch(memory, at, memory, at + quarter, memory, at + 2L * quarter, memory, at + 3L * quarter, quarter);
    }

    private void touch(
            MemorySegment a,
            long aAt,
            MemorySegment b,
            long bAt,
            MemorySegment c,
            long cAt,
            MemorySegment d,
            long dAt,
            int bytes) {
        long loaded = 0;
        for (int i = 0; i + Long.BYTES <= bytes; i += LINE_BYTES) {
            loaded += a.get(JAVA_LONG_UNALIGNED, aAt + i)
                    + b.get(JAVA_LONG_UNALIGNED, bAt + i)
                    + c.get(JAVA_LONG_UNALIGNED, cAt + i)
                    + d.get(JAVA_LONG_UNALIGNED, dAt + i);
        }
        unusedSum += loaded;
    }

    private boolean allAlive(int places) {
        for (int i = 0; i < places; i++) {
            if (!memories[i].scope().isAlive()) {
                return false;
            }
        }
        return true;
    }
}
