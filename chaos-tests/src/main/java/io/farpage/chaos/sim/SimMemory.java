package io.farpage.chaos.sim;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of messages. It is used again when far more than can be under way at once has been sent since. */
final class SimMemory implements AutoCloseable {
    private static final long BYTES = 64 << 20;
    private static final long ALIGNMENT = 64;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment ring = arena.allocate(BYTES, ALIGNMENT);
    private long next;

    MemorySegment take(long bytes) {
        next = next + bytes > BYTES ? 0 : next;
        MemorySegment taken = ring.asSlice(next, bytes);
        next += (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
        return taken;
    }

    @Override
    public void close() {
        arena.close();
    }
}
