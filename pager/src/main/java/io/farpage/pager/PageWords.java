package io.farpage.pager;

import static io.farpage.pager.PageTable.DIRTY;
import static io.farpage.pager.PageTable.LOCKED;
import static io.farpage.pager.PageTable.VISITED;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Reads and writes of 1, 2, 4 and 8 bytes, little-endian, at any offset. What is in one resident page that was visited (and
 * for a write, is dirty already) is a hit: a look into the page table and an optimistic read, or one compare-and-set around
 * a write. All else takes the page's lock.
 */
abstract class PageWords {
    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT =
            ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.LITTLE_ENDIAN);

    /** Nothing but a resident page is ever VISITED or DIRTY. */
    private static final long READ_HIT = VISITED;

    private static final long WRITE_HIT = VISITED | DIRTY;

    private final Pager pager;
    private final PageTable table;
    private final MemorySegment memory;
    private final long lengthBytes;
    private final int pageShift;
    private final int pageMask;

    PageWords(Pager pager, long lengthBytes, int pageBytes) {
        this.pager = pager;
        this.lengthBytes = lengthBytes;
        table = pager.table;
        memory = pager.frames.memory();
        pageShift = Integer.numberOfTrailingZeros(pageBytes);
        pageMask = pageBytes - 1;
    }

    /** The byte at {@code offset}. */
    public final byte getByte(long offset) {
        check(offset, 1);
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (PageTable.hasAny(entry, READ_HIT)) {
            byte value = memory.get(BYTE, PageTable.offset(entry) + (offset & pageMask));
            if (table.isStill(page, entry)) {
                return value;
            }
        }
        return (byte) read(offset, 1);
    }

    /** The two bytes at {@code offset}. */
    public final short getShort(long offset) {
        check(offset, 2);
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (PageTable.hasAny(entry, READ_HIT) && isInPage(offset, 2)) {
            short value = memory.get(SHORT, PageTable.offset(entry) + (offset & pageMask));
            if (table.isStill(page, entry)) {
                return value;
            }
        }
        return (short) read(offset, 2);
    }

    /** The four bytes at {@code offset}. */
    public final int getInt(long offset) {
        check(offset, 4);
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (PageTable.hasAny(entry, READ_HIT) && isInPage(offset, 4)) {
            int value = memory.get(INT, PageTable.offset(entry) + (offset & pageMask));
            if (table.isStill(page, entry)) {
                return value;
            }
        }
        return (int) read(offset, 4);
    }

    /** The eight bytes at {@code offset}. */
    public final long getLong(long offset) {
        check(offset, 8);
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (PageTable.hasAny(entry, READ_HIT) && isInPage(offset, 8)) {
            long value = memory.get(LONG, PageTable.offset(entry) + (offset & pageMask));
            if (table.isStill(page, entry)) {
                return value;
            }
        }
        return read(offset, 8);
    }

    /** Sets the byte at {@code offset}. */
    public final void setByte(long offset, byte value) {
        check(offset, 1);
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (lockHit(page, entry)) {
            try {
                memory.set(BYTE, PageTable.offset(entry) + (offset & pageMask), value);
            } finally {
                table.set(page, entry);
            }
        } else {
            write(offset, 1, value);
        }
    }

    /** Sets the two bytes at {@code offset}. */
    public final void setShort(long offset, short value) {
        check(offset, 2);
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (isInPage(offset, 2) && lockHit(page, entry)) {
            try {
                memory.set(SHORT, PageTable.offset(entry) + (offset & pageMask), value);
            } finally {
                table.set(page, entry);
            }
        } else {
            write(offset, 2, value);
        }
    }

    /** Sets the four bytes at {@code offset}. */
    public final void setInt(long offset, int value) {
        check(offset, 4);
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (isInPage(offset, 4) && lockHit(page, entry)) {
            try {
                memory.set(INT, PageTable.offset(entry) + (offset & pageMask), value);
            } finally {
                table.set(page, entry);
            }
        } else {
            write(offset, 4, value);
        }
    }

    /** Sets the eight bytes at {@code offset}. */
    public final void setLong(long offset, long value) {
        check(offset, 8);
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (isInPage(offset, 8) && lockHit(page, entry)) {
            try {
                memory.set(LONG, PageTable.offset(entry) + (offset & pageMask), value);
            } finally {
                table.set(page, entry);
            }
        } else {
            write(offset, 8, value);
        }
    }

    /**
     * Sets the four bytes at {@code offset}, a multiple of 4, if they hold what is expected, in one step for all threads of this
     * process; returns whether they did.
     */
    public final boolean compareAndSetInt(long offset, int expected, int value) {
        return compareAndSet(offset, 4, expected, value);
    }

    /** The same with the eight bytes at {@code offset}, a multiple of 8. */
    public final boolean compareAndSetLong(long offset, long expected, long value) {
        return compareAndSet(offset, 8, expected, value);
    }

    private boolean compareAndSet(long offset, int bytes, long expected, long value) {
        check(offset, bytes);
        if (offset % bytes != 0) {
            throw new IllegalArgumentException("offset " + offset + " is not a multiple of " + bytes);
        }
        int page = (int) (offset >>> pageShift);
        long entry = table.get(page);
        if (lockHit(page, entry)) {
            try {
                return compareAndStore(entry, offset, bytes, expected, value);
            } finally {
                table.set(page, entry);
            }
        }
        pager.health.enter();
        try {
            long locked = pager.locks.lockForWrite(page);
            try {
                return compareAndStore(locked, offset, bytes, expected, value);
            } finally {
                pager.locks.unlock(page, locked);
            }
        } finally {
            pager.health.exit();
        }
    }

    private boolean compareAndStore(long locked, long offset, int bytes, long expected, long value) {
        long at = PageTable.offset(locked) + (offset & pageMask);
        boolean same = load(at, bytes) == expected;
        if (same) {
            store(at, bytes, value);
        }
        return same;
    }

    /** Throws unless the bytes are in the region. */
    final void check(long offset, long bytes) {
        long last = lengthBytes - bytes;
        if ((offset | bytes | last | (last - offset)) < 0) {
            throw outOfBounds(offset, bytes);
        }
    }

    private IndexOutOfBoundsException outOfBounds(long offset, long bytes) {
        return new IndexOutOfBoundsException(bytes + " bytes at offset " + offset + " are not in region '"
                + pager.health.region() + "', which has " + lengthBytes + " bytes");
    }

    private boolean isInPage(long offset, int bytes) {
        return (offset & pageMask) + bytes <= pageMask + 1;
    }

    /** Locks a page if a write to it is a hit. */
    private boolean lockHit(int page, long entry) {
        return (entry & (WRITE_HIT | LOCKED)) == WRITE_HIT && table.compareAndSet(page, entry, entry | LOCKED);
    }

    private long read(long offset, int bytes) {
        pager.health.enter();
        try {
            if (!isInPage(offset, bytes)) {
                return readStraddling(offset, bytes);
            }
            int page = (int) (offset >>> pageShift);
            long locked = pager.locks.lockForRead(page);
            try {
                return load(PageTable.offset(locked) + (offset & pageMask), bytes);
            } finally {
                pager.locks.unlock(page, locked);
            }
        } finally {
            pager.health.exit();
        }
    }

    private long readStraddling(long offset, int bytes) {
        long value = 0;
        for (int i = 0; i < bytes; i++) {
            value |= (getByte(offset + i) & 0xffL) << (Byte.SIZE * i);
        }
        return value;
    }

    private void write(long offset, int bytes, long value) {
        pager.health.enter();
        try {
            if (!isInPage(offset, bytes)) {
                writeStraddling(offset, bytes, value);
                return;
            }
            int page = (int) (offset >>> pageShift);
            long locked = pager.locks.lockForWrite(page);
            try {
                store(PageTable.offset(locked) + (offset & pageMask), bytes, value);
            } finally {
                pager.locks.unlock(page, locked);
            }
        } finally {
            pager.health.exit();
        }
    }

    private void writeStraddling(long offset, int bytes, long value) {
        for (int i = 0; i < bytes; i++) {
            setByte(offset + i, (byte) (value >>> (Byte.SIZE * i)));
        }
    }

    private long load(long at, int bytes) {
        return switch (bytes) {
            case 1 -> memory.get(BYTE, at);
            case 2 -> memory.get(SHORT, at);
            case 4 -> memory.get(INT, at);
            default -> memory.get(LONG, at);
        };
    }

    private void store(long at, int bytes, long value) {
        switch (bytes) {
            case 1 -> memory.set(BYTE, at, (byte) value);
            case 2 -> memory.set(SHORT, at, (short) value);
            case 4 -> memory.set(INT, at, (int) value);
            default -> memory.set(LONG, at, value);
        }
    }
}
