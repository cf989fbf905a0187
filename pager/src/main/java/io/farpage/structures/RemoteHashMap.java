package io.farpage.structures;

import io.farpage.pager.RemoteRegion;
import java.lang.foreign.MemorySegment;
import java.util.Arrays;
import java.util.concurrent.locks.ReadWriteLock;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import org.jspecify.annotations.Nullable;

/**
 * A hash table of byte strings in a region: chains of entries, and twice as many chains when there are as many entries as chains.
 * Thread-safe as long as a map has one object; reads go side by side.
 */
public final class RemoteHashMap {
    private static final int FIRST_CHAINS = 16;

    private static final long SIZE = 0;
    private static final long CHAINS = 8;
    private static final long HEADER_BYTES = 16;

    private static final long NEXT = 0;
    private static final long HASH = 8;
    private static final long KEY_BYTES = 12;
    private static final long VALUE_BYTES = 16;
    private static final long KEY = 20;

    private final RegionHeap heap;
    private final RemoteRegion region;
    private final long block;
    private final ReadWriteLock lock = new ReentrantReadWriteLock();
    private RemoteLongArray chains;

    private RemoteHashMap(RegionHeap heap, long block) {
        this.heap = heap;
        region = heap.region();
        this.block = block;
        chains = RemoteLongArray.open(heap, region.getLong(block + CHAINS));
    }

    /** A new map without entries. */
    public static RemoteHashMap create(RegionHeap heap) {
        long block = heap.allocate(HEADER_BYTES);
        heap.region().setLong(block + SIZE, 0);
        heap.region()
                .setLong(
                        block + CHAINS,
                        RemoteLongArray.create(heap, FIRST_CHAINS).block());
        return new RemoteHashMap(heap, block);
    }

    /** The map that {@link #block} told of before. */
    public static RemoteHashMap open(RegionHeap heap, long block) {
        heap.capacity(block);
        return new RemoteHashMap(heap, block);
    }

    /** Where it is, to open it again. */
    public long block() {
        return block;
    }

    /** Entries. */
    public long size() {
        return region.getLong(block + SIZE);
    }

    /** The value of a key; null when there is none. */
    public byte @Nullable [] get(byte[] key) {
        lock.readLock().lock();
        try {
            long entry = find(key, Arrays.hashCode(key)).entry;
            return entry == 0 ? null : value(entry);
        } finally {
            lock.readLock().unlock();
        }
    }

    /** Sets the value of a key; returns whether it is new. */
    public boolean put(byte[] key, byte[] value) {
        int hash = Arrays.hashCode(key);
        lock.writeLock().lock();
        try {
            Place place = find(key, hash);
            long entry = place.entry;
            long bytes = KEY + key.length + value.length;
            if (entry == 0 || heap.capacity(entry) < bytes) {
                long next = entry == 0 ? 0 : region.getLong(entry + NEXT);
                long fresh = heap.allocate(bytes);
                region.setLong(fresh + NEXT, next);
                region.setInt(fresh + HASH, hash);
                region.setInt(fresh + KEY_BYTES, key.length);
                region.write(fresh + KEY, MemorySegment.ofArray(key));
                writeValue(fresh, key.length, value);
                region.setLong(place.link, fresh);
                if (entry != 0) {
                    heap.free(entry);
                } else {
                    grow(size() + 1);
                }
            } else {
                writeValue(entry, key.length, value);
            }
            return entry == 0;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** Removes a key and its value; returns whether it was there. */
    public boolean remove(byte[] key) {
        lock.writeLock().lock();
        try {
            Place place = find(key, Arrays.hashCode(key));
            if (place.entry == 0) {
                return false;
            }
            region.setLong(place.link, region.getLong(place.entry + NEXT));
            region.setLong(block + SIZE, size() - 1);
            heap.free(place.entry);
            return true;
        } finally {
            lock.writeLock().unlock();
        }
    }

    /** An entry, 0 if there is none, and where its offset is, or would be. */
    private record Place(long link, long entry) {}

    private Place find(byte[] key, int hash) {
        long link = chains.block() + Long.BYTES * (1 + chainOf(hash, chains.length()));
        long entry = region.getLong(link);
        while (entry != 0 && !isOf(entry, key, hash)) {
            link = entry + NEXT;
            entry = region.getLong(link);
        }
        return new Place(link, entry);
    }

    private static long chainOf(int hash, long chainCount) {
        // Arrays.hashCode keeps what keys have in common in its low bits.
        return ((hash * 0x9e3779b9L) >>> 16) % chainCount;
    }

    private boolean isOf(long entry, byte[] key, int hash) {
        if (region.getInt(entry + HASH) != hash || region.getInt(entry + KEY_BYTES) != key.length) {
            return false;
        }
        byte[] found = new byte[key.length];
        region.read(entry + KEY, MemorySegment.ofArray(found));
        return Arrays.equals(found, key);
    }

    private byte[] value(long entry) {
        byte[] value = new byte[region.getInt(entry + VALUE_BYTES)];
        region.read(entry + KEY + region.getInt(entry + KEY_BYTES), MemorySegment.ofArray(value));
        return value;
    }

    private void writeValue(long entry, int keyBytes, byte[] value) {
        region.setInt(entry + VALUE_BYTES, value.length);
        region.write(entry + KEY + keyBytes, MemorySegment.ofArray(value));
    }

    private void grow(long size) {
        region.setLong(block + SIZE, size);
        if (size <= chains.length()) {
            return;
        }
        RemoteLongArray old = chains;
        RemoteLongArray more;
        try {
            more = RemoteLongArray.create(heap, 2 * old.length());
        } catch (HeapFullException e) {
            return; // Longer chains are slower, no more.
        }
        for (long chain = 0; chain < old.length(); chain++) {
            for (long entry = old.get(chain); entry != 0; ) {
                long next = region.getLong(entry + NEXT);
                long to = chainOf(region.getInt(entry + HASH), more.length());
                region.setLong(entry + NEXT, more.get(to));
                more.set(to, entry);
                entry = next;
            }
        }
        region.setLong(block + CHAINS, more.block());
        chains = more;
        heap.free(old.block());
    }
}
