package io.farpage.codec;

import java.lang.foreign.Arena;
import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * Working memory for calls that need some: a fixed number of blocks that calls take and give back. A call holds one for
 * as long as it computes, so there are enough for as many cores as there are; a thread that finds none free waits for
 * one that is computing. No allocation, and nothing is kept for a thread, so any number of virtual threads may come.
 */
final class Scratch {

    /** One group for each lost data fragment. */
    static final int BLOCK_BYTES = SolvePass.MOST * BitGroups.WHOLE_BYTES;

    private static final int BLOCKS = 256;

    /** Ints from the state of a block to the next, so that they do not share a cache line. */
    private static final int SPACING = 16;

    private static final long MEMORY =
            Arena.global().allocate((long) BLOCKS * BLOCK_BYTES, 64).address();

    private static final AtomicIntegerArray TAKEN = new AtomicIntegerArray(BLOCKS * SPACING);

    private Scratch() {}

    /** Takes a block, to be given back soon. Gives its address. */
    static long take() {
        for (int block = (int) Thread.currentThread().threadId(); ; block++) {
            int candidate = block & (BLOCKS - 1);
            if (TAKEN.compareAndSet(candidate * SPACING, 0, 1)) {
                return MEMORY + (long) candidate * BLOCK_BYTES;
            }
            Thread.onSpinWait();
        }
    }

    static void giveBack(long address) {
        TAKEN.setRelease((int) ((address - MEMORY) / BLOCK_BYTES) * SPACING, 0);
    }
}
