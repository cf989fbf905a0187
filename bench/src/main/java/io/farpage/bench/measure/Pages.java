package io.farpage.bench.measure;

import io.farpage.api.BackingStore;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.SplittableRandom;

/** Random pages of a region, some at once. Used by one thread. */
public final class Pages {
    private final BackingStore store;
    private final PageBatch batch;
    private final MemorySegment frames;
    private final long pageCount;
    private final SplittableRandom random = new SplittableRandom(3);

    /** At most {@code most} at once, in frames from {@code arena}. */
    public Pages(BackingStore store, Arena arena, int most) {
        this.store = store;
        batch = new PageBatch(most);
        frames = arena.allocate((long) most * store.frameBytes(), 64);
        pageCount = store.spec().pageCount();
    }

    /** Writes every page once. */
    public void fill() {
        for (long page = 0; page < pageCount; ) {
            batch.clear();
            while (!batch.isFull() && page < pageCount) {
                frames.set(ValueLayout.JAVA_LONG, offset(batch.size()), page);
                batch.add(page++, frames, offset(batch.size()));
            }
            store.write(batch);
            check();
        }
    }

    /**
     * Reads or writes so many pages at once and returns when all are done.
     *
     * @throws IllegalStateException when one could not be
     */
    public void run(boolean write, int count) {
        batch.clear();
        long first = random.nextLong(pageCount);
        for (int i = 0; i < count; i++) {
            // Different pages of a batch, far from each other.
            batch.add((first + i * (pageCount / count)) % pageCount, frames, offset(i));
        }
        if (write) {
            store.write(batch);
        } else {
            store.read(batch);
        }
        check();
    }

    private void check() {
        for (int i = 0; i < batch.size(); i++) {
            if (!(batch.result(i) instanceof PageResult.Done)) {
                throw new IllegalStateException("page " + batch.page(i) + ": " + batch.result(i));
            }
        }
    }

    private long offset(int i) {
        return (long) i * store.frameBytes();
    }
}
