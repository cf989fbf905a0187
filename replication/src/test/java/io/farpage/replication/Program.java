package io.farpage.replication;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.BackingStore;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Uses a region page by page. A page that it writes follows from page number and stamp, so what it reads is one whole write,
 * or zeros, or a failed test. Used by one thread.
 */
final class Program implements AutoCloseable {
    private static final byte GARBAGE = (byte) 0xa5;

    private final BackingStore store;
    private final Arena arena = Arena.ofShared();
    private final PageBatch batch = new PageBatch(64);
    private final MemorySegment frames;
    private final int pageBytes;

    Program(BackingStore store) {
        this.store = store;
        pageBytes = store.spec().pageBytes();
        frames = arena.allocate(64L * store.frameBytes(), 64);
    }

    BackingStore store() {
        return store;
    }

    /** Writes the page of a stamp, which is not 0. */
    PageResult write(long page, long stamp) {
        return writeAll(new long[] {page}, stamp).result(0);
    }

    /** Writes pages with one stamp in one call. */
    PageBatch writeAll(long[] pages, long stamp) {
        batch.clear();
        for (int i = 0; i < pages.length; i++) {
            long at = (long) i * store.frameBytes();
            frames.asSlice(at, store.frameBytes()).fill(GARBAGE);
            for (int j = 0; j < pageBytes / Long.BYTES; j++) {
                frames.set(JAVA_LONG, at + (long) j * Long.BYTES, word(pages[i], stamp, j));
            }
            batch.add(pages[i], frames, at);
        }
        store.write(batch);
        return batch;
    }

    /** Writes a page and expects it to be acknowledged. */
    void mustWrite(long page, long stamp) {
        PageResult result = write(page, stamp);
        assertThat(result.isDone()).as("write of page %d: %s", page, result).isTrue();
    }

    /** Reads pages in one call. */
    PageBatch readAll(long... pages) {
        batch.clear();
        frames.fill(GARBAGE);
        for (int i = 0; i < pages.length; i++) {
            batch.add(pages[i], frames, (long) i * store.frameBytes());
        }
        store.read(batch);
        return batch;
    }

    PageResult read(long page) {
        return readAll(page).result(0);
    }

    /** The stamp of what a page reads as, 0 for zeros; fails when it is not read, or is a mix. */
    long stamp(long page) {
        PageResult result = read(page);
        assertThat(result.isDone()).as("read of page %d: %s", page, result).isTrue();
        return stampInFrame(page, 0);
    }

    /** The stamp of what the last read brought for the i-th page of the call. */
    long stampInFrame(long page, int i) {
        long at = (long) i * store.frameBytes();
        long stamp = frames.get(JAVA_LONG, at);
        for (int j = 0; j < pageBytes / Long.BYTES; j++) {
            long expected = stamp == 0 ? 0 : word(page, stamp, j);
            long found = frames.get(JAVA_LONG, at + (long) j * Long.BYTES);
            if (found != expected) {
                throw new AssertionError("page " + page + " is a mix: starts with stamp " + stamp + ", but word " + j
                        + " is " + Long.toHexString(found) + " instead of " + Long.toHexString(expected));
            }
        }
        return stamp;
    }

    private static long word(long page, long stamp, int j) {
        if (j == 0) {
            return stamp;
        }
        long z = page * 0x9e3779b97f4a7c15L + stamp * 0xbf58476d1ce4e5b9L + j * 0x94d049bb133111ebL;
        z = (z ^ z >>> 30) * 0xbf58476d1ce4e5b9L;
        return z ^ z >>> 27;
    }

    /** Frees the program's memory; the region stays as it is. */
    @Override
    public void close() {
        arena.close();
    }
}
