package io.farpage.pager;

import io.farpage.api.NativeMemory;
import io.farpage.api.RegionException;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * The local memory of one region, taken in one piece at the start: frames, then buffers for write-back. Knows which frames
 * are free and which page each of the others holds. Thread-safe.
 */
final class Frames {
    /** Frames below which a pager does not work well; a region of fewer pages gets one for each. */
    static final int MIN = 8;

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final int frameBytes;
    private final int count;
    private final AtomicIntegerArray pages;
    private final IndexStack free;

    /** Allocates frames and {@code spareFrames} more for buffers, all zeros. */
    Frames(String region, int count, int spareFrames, int frameBytes) {
        this.frameBytes = frameBytes;
        this.count = count;
        long bytes = (long) (count + spareFrames) * frameBytes;
        try {
            memory = NativeMemory.map(bytes, arena);
        } catch (IOException e) {
            arena.close();
            throw new RegionException(
                    "cannot take " + bytes + " bytes of local memory for region '" + region + "': " + e.getMessage()
                            + "; choose less local memory",
                    e);
        }
        pages = new AtomicIntegerArray(count);
        free = new IndexStack(count);
        for (int frame = count - 1; frame >= 0; frame--) {
            pages.setPlain(frame, IndexStack.NONE);
            free.push(frame);
        }
    }

    /** Frames and buffers; closed with the region, so that a late access fails and never touches freed memory. */
    MemorySegment memory() {
        return memory;
    }

    int count() {
        return count;
    }

    int frameBytes() {
        return frameBytes;
    }

    int free() {
        return free.size();
    }

    /** A clean frame that nobody else has, or {@link IndexStack#NONE}. */
    int take() {
        int frame = free.pop();
        // A reader that sees new bytes in the frame must also see that its page has left it.
        VarHandle.storeStoreFence();
        return frame;
    }

    /** Gives back a frame that holds no page any more. */
    void release(int frame) {
        pages.setOpaque(frame, IndexStack.NONE);
        free.push(frame);
    }

    /** The same with the first {@code count} of some frames, at less cost for who takes frames meanwhile. */
    void releaseAll(int[] released, int count) {
        for (int i = 0; i < count; i++) {
            pages.setOpaque(released[i], IndexStack.NONE);
        }
        free.pushAll(released, count);
    }

    /** Notes the page of a frame, before the page table points to the frame. */
    void assign(int frame, int page) {
        pages.setRelease(frame, page);
    }

    /** The page that the frame holds or held a moment ago, or {@link IndexStack#NONE}; the page table decides. */
    int page(int frame) {
        return pages.getAcquire(frame);
    }

    long offset(int frame) {
        return (long) frame * frameBytes;
    }

    int frame(long offset) {
        return (int) (offset / frameBytes);
    }

    /** Frees the memory. Nobody may hold a lock on a page or be in a call of the store. */
    void close() {
        arena.close();
    }
}
