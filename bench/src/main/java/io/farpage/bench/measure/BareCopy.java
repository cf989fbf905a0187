package io.farpage.bench.measure;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.SplittableRandom;

/** Copies between a page that is in the cache and places in memory that are not. */
public final class BareCopy implements Bare {
    private static final long COLD_BYTES = 512L << 20;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment cold = arena.allocate(COLD_BYTES, 4096);
    private final MemorySegment hot = arena.allocate(1 << 20, 4096);
    private final SplittableRandom random = new SplittableRandom(7);
    private final int fragmentBytes;
    private final int data;
    private final int total;

    /** So many bytes for each of {@code data} places of a read and {@code total} places of a write. */
    public BareCopy(int fragmentBytes, int data, int total) {
        this.fragmentBytes = fragmentBytes;
        this.data = data;
        this.total = total;
        cold.fill((byte) 1);
    }

    @Override
    public void read(int pages) {
        for (int i = 0; i < pages * data; i++) {
            MemorySegment.copy(cold, place(), hot, (long) i * fragmentBytes % hot.byteSize(), fragmentBytes);
        }
    }

    @Override
    public void write(int pages) {
        for (int i = 0; i < pages * total; i++) {
            MemorySegment.copy(hot, (long) i * fragmentBytes % hot.byteSize(), cold, place(), fragmentBytes);
        }
    }

    /** Fragments lie in slabs of different hosts, so each is at a place of its own. */
    private long place() {
        return random.nextLong(COLD_BYTES / fragmentBytes) * fragmentBytes;
    }

    @Override
    public void close() {
        arena.close();
    }
}
