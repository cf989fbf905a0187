package io.farpage.pager;

import static io.farpage.pager.PageTable.BUSY;
import static io.farpage.pager.PageTable.RESIDENT;

import java.lang.foreign.MemorySegment;

/** Copies runs of bytes between a program's memory and a region, page by page. Thread-safe. */
final class BulkTransfer {
    private final PageTable table;
    private final MemorySegment memory;
    private final PageLocks locks;
    private final long lengthBytes;
    private final int pageBytes;

    BulkTransfer(PageTable table, Frames frames, PageLocks locks, long lengthBytes, int pageBytes) {
        this.table = table;
        memory = frames.memory();
        this.locks = locks;
        this.lengthBytes = lengthBytes;
        this.pageBytes = pageBytes;
    }

    /** Fills {@code to} with the bytes from {@code from} on, which are all in the region. */
    void read(long from, MemorySegment to) {
        long bytes = to.byteSize();
        int chunk;
        for (long done = 0; done < bytes; done += chunk) {
            long at = from + done;
            chunk = (int) Math.min(bytes - done, pageBytes - at % pageBytes);
            readInPage((int) (at / pageBytes), (int) (at % pageBytes), to, done, chunk);
        }
    }

    private void readInPage(int page, int inPage, MemorySegment to, long toOffset, int bytes) {
        long entry = table.get(page);
        if (PageTable.has(entry, RESIDENT | PageTable.VISITED)) {
            MemorySegment.copy(memory, PageTable.offset(entry) + inPage, to, toOffset, bytes);
            if (table.isStill(page, entry)) {
                return;
            }
        }
        long locked = locks.lockForRead(page);
        try {
            MemorySegment.copy(memory, PageTable.offset(locked) + inPage, to, toOffset, bytes);
        } finally {
            locks.unlock(page, locked);
        }
    }

    /** Writes {@code from} to the bytes from {@code to} on, which are all in the region. */
    void write(long to, MemorySegment from) {
        long bytes = from.byteSize();
        int chunk;
        for (long done = 0; done < bytes; done += chunk) {
            long at = to + done;
            chunk = (int) Math.min(bytes - done, pageBytes - at % pageBytes);
            int page = (int) (at / pageBytes);
            boolean whole = at % pageBytes == 0 && (chunk == pageBytes || at + chunk == lengthBytes);
            if (whole) {
                overwrite(page, from, done, chunk);
            } else {
                writeInPage(page, (int) (at % pageBytes), from, done, chunk);
            }
        }
    }

    /** Sets bytes that are all in the region to zero. */
    void zero(long at, long bytes) {
        int chunk;
        for (long done = 0; done < bytes; done += chunk) {
            long offset = at + done;
            int page = (int) (offset / pageBytes);
            int inPage = (int) (offset % pageBytes);
            chunk = (int) Math.min(bytes - done, pageBytes - inPage);
            long locked = locks.lockForWrite(page);
            try {
                memory.asSlice(PageTable.offset(locked) + inPage, chunk).fill((byte) 0);
            } finally {
                locks.unlock(page, locked);
            }
        }
    }

    private void writeInPage(int page, int inPage, MemorySegment from, long fromOffset, int bytes) {
        long locked = locks.lockForWrite(page);
        try {
            MemorySegment.copy(from, fromOffset, memory, PageTable.offset(locked) + inPage, bytes);
        } finally {
            locks.unlock(page, locked);
        }
    }

    /** Writes all bytes that a page has in the region, without reading it first if it is absent. */
    private void overwrite(int page, MemorySegment from, long fromOffset, int bytes) {
        long locked = locks.lockToOverwrite(page);
        boolean absent = PageTable.hasAny(locked, BUSY);
        long offset = PageTable.offset(locked);
        boolean copied = false;
        try {
            MemorySegment.copy(from, fromOffset, memory, offset, bytes);
            if (absent) {
                memory.asSlice(offset + bytes, pageBytes - bytes).fill((byte) 0);
            }
            copied = true;
        } finally {
            if (!absent) {
                locks.unlock(page, locked);
            } else if (copied) {
                locks.publishOverwritten(page, locked);
            } else {
                locks.abandonOverwritten(page, locked);
            }
        }
    }
}
