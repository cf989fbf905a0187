package io.farpage.bench.codec;

import io.farpage.codec.Geometry;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** The memory that a fork works on: one block that stays in the cache, or 1 GiB of them in random order. */
final class Blocks {

    private static final long COLD_BYTES = 1L << 30;
    private static final int PAGE_ALIGNMENT_BYTES = 4096;

    final Geometry geometry;
    final int fragmentBytes;
    final MemorySegment data;
    final MemorySegment parity;

    private final long strideBytes;
    private final int mask;
    private int next = 1;

    Blocks(CodecCase what, Arena arena) {
        this.geometry = new Geometry(what.k(), what.m());
        this.fragmentBytes = geometry.fragmentBytes(what.blockBytes());
        this.strideBytes = (long) what.k() * fragmentBytes;
        int count = what.cold() ? Integer.highestOneBit((int) (COLD_BYTES / strideBytes)) : 1;
        this.mask = count - 1;
        this.data = arena.allocate(count * strideBytes, PAGE_ALIGNMENT_BYTES);
        this.parity = arena.allocate((long) what.m() * fragmentBytes, PAGE_ALIGNMENT_BYTES);
        SplittableRandom random = new SplittableRandom(1);
        for (long i = 0; i < data.byteSize(); i += Long.BYTES) {
            data.set(ValueLayout.JAVA_LONG, i, random.nextLong());
        }
    }

    /** Where the next block starts in {@link #data}. */
    long nextOffset() {
        next = next * 1664525 + 1013904223;
        return (next >>> 8 & mask) * strideBytes;
    }

    /** Whether there is more than one block. */
    boolean isCold() {
        return mask != 0;
    }
}
