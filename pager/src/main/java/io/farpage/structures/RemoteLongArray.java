package io.farpage.structures;

import io.farpage.pager.RemoteRegion;
import java.lang.foreign.MemorySegment;
import java.util.Objects;

/** An array of 64-bit values in a region, of up to as many as a block can hold. Thread-safe as words of the region are. */
public final class RemoteLongArray {
    private final RemoteRegion region;
    private final long block;
    private final long length;

    private RemoteLongArray(RemoteRegion region, long block) {
        this.region = region;
        this.block = block;
        length = region.getLong(block);
    }

    /** A new array of zeros. */
    public static RemoteLongArray create(RegionHeap heap, long length) {
        if (length < 0 || length >= heap.region().length() / Long.BYTES) {
            throw new IllegalArgumentException("an array of " + length + " values does not fit into region '"
                    + heap.region().spec().name() + "'");
        }
        long block = heap.allocate((length + 1) * Long.BYTES);
        heap.region().trim(block + Long.BYTES, length * Long.BYTES);
        heap.region().setLong(block, length);
        return new RemoteLongArray(heap.region(), block);
    }

    /** The array that {@link #block} told of before. */
    public static RemoteLongArray open(RegionHeap heap, long block) {
        RemoteLongArray array = new RemoteLongArray(heap.region(), block);
        if (array.length < 0 || array.length >= heap.capacity(block) / Long.BYTES) {
            throw new IllegalArgumentException("the block at offset " + block + " is no array");
        }
        return array;
    }

    /** Where it is, to open it again; give this back to the heap when it is not needed any more. */
    public long block() {
        return block;
    }

    /** Values. */
    public long length() {
        return length;
    }

    /** The value at an index. */
    public long get(long index) {
        return region.getLong(at(index));
    }

    /** Sets the value at an index. */
    public void set(long index, long value) {
        region.setLong(at(index), value);
    }

    /** Adds to the value at an index in one step for all threads of this process; returns what it is then. */
    public long add(long index, long amount) {
        long at = at(index);
        while (true) {
            long before = region.getLong(at);
            if (region.compareAndSetLong(at, before, before + amount)) {
                return before + amount;
            }
        }
    }

    /** Copies values from {@code first} on into all of {@code to}. */
    public void get(long first, long[] to) {
        Objects.checkFromIndexSize(first, to.length, length);
        region.read(block + (first + 1) * Long.BYTES, MemorySegment.ofArray(to));
    }

    /** Sets values from {@code first} on. */
    public void set(long first, long[] from) {
        Objects.checkFromIndexSize(first, from.length, length);
        region.write(block + (first + 1) * Long.BYTES, MemorySegment.ofArray(from));
    }

    private long at(long index) {
        return block + (Objects.checkIndex(index, length) + 1) * Long.BYTES;
    }
}
