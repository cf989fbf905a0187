package io.farpage.server.demo;

import io.farpage.api.PageLostException;
import io.farpage.pager.RemoteRegion;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicLongArray;
import org.jspecify.annotations.Nullable;

/**
 * The work of the demo on the pages of a region: a histogram of its bytes, and a transformation in place that is its own
 * inverse, so that every page can be checked against the file at any time. Thread-safe.
 */
final class PageWork {
    private final RemoteRegion region;
    private final int pageBytes;
    private final AtomicLongArray histogram = new AtomicLongArray(256);
    private final Set<Long> lost = ConcurrentHashMap.newKeySet();
    private final AtomicLong wrong = new AtomicLong();

    PageWork(RemoteRegion region, int pageBytes) {
        this.region = region;
        this.pageBytes = pageBytes;
    }

    /** Pages that turned out to be lost. */
    long lostPages() {
        return lost.size();
    }

    /** Pages that had other bytes than they should have. */
    long wrongPages() {
        return wrong.get();
    }

    /** How often each byte value was seen by {@link #transform}. */
    long[] histogram() {
        long[] counts = new long[256];
        for (int i = 0; i < counts.length; i++) {
            counts[i] = histogram.get(i);
        }
        return counts;
    }

    /** The bytes of a page, or null when it is lost. */
    byte @Nullable [] read(long page) {
        byte[] bytes = new byte[lengthOf(page)];
        try {
            region.read(page * pageBytes, ByteBuffer.wrap(bytes));
            return bytes;
        } catch (PageLostException e) {
            lost.add(page);
            return null;
        }
    }

    /** Counts the bytes of a page and rewrites it. */
    void transform(long page) {
        byte[] bytes = read(page);
        if (bytes == null) {
            return;
        }
        int[] counts = new int[256];
        for (byte b : bytes) {
            counts[b & 0xff]++;
        }
        for (int i = 0; i < counts.length; i++) {
            if (counts[i] != 0) {
                histogram.addAndGet(i, counts[i]);
            }
        }
        mask(page, bytes);
        region.write(page * pageBytes, ByteBuffer.wrap(bytes));
    }

    /** Reads a transformed page, undoes the transformation and compares; null when it is lost. */
    byte @Nullable [] readBack(long page, byte[] expected) {
        byte[] bytes = read(page);
        if (bytes == null) {
            return null;
        }
        mask(page, bytes);
        if (!Arrays.equals(bytes, expected)) {
            wrong.incrementAndGet();
        }
        return bytes;
    }

    private int lengthOf(long page) {
        return (int) Math.min(pageBytes, region.length() - page * pageBytes);
    }

    private static void mask(long page, byte[] bytes) {
        long key = (page + 1) * 0x9E3779B97F4A7C15L;
        for (int i = 0; i < bytes.length; i++) {
            bytes[i] ^= (byte) (key >>> ((i & 7) * 8));
        }
    }
}
