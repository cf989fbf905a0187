package io.farpage.bench.pager;

import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/** Memory of this process, with the contents that regions have in benchmarks. */
public final class PlainMemory implements RandomAccesses.Memory, AutoCloseable {
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;

    public PlainMemory(long bytes) {
        memory = arena.allocate(bytes, PagerBench.PAGE);
        PageContent content = new PageContent();
        for (long at = 0; at < bytes; at += PagerBench.PAGE) {
            memory.asSlice(at, PagerBench.PAGE).copyFrom(content.of(at));
        }
    }

    @Override
    public long get(long at) {
        return memory.get(JAVA_LONG, at);
    }

    @Override
    public void set(long at, long value) {
        memory.set(JAVA_LONG, at, value);
    }

    @Override
    public void close() {
        arena.close();
    }
}
