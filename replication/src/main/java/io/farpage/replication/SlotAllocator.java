package io.farpage.replication;

import java.util.BitSet;
import java.util.Objects;

/** Which slots of a slab group are free: a bitmap, searched from where the last search ended. Thread-safe, never blocks. */
final class SlotAllocator {
    /** Answer of {@link #allocate} when every slot is taken. */
    static final int NONE = -1;

    private final long[] taken;
    private final int slotCount;
    private final BitSet kept = new BitSet();
    private final BitSet keptBefore = new BitSet();
    private int free;
    private int word;

    /** All slots are free. */
    SlotAllocator(int slotCount) {
        this.slotCount = slotCount;
        this.free = slotCount;
        taken = new long[(slotCount + 63) / 64];
        if (slotCount % 64 != 0) {
            taken[taken.length - 1] = -1L << slotCount % 64;
        }
    }

    /** Takes a slot that is free, or answers {@link #NONE}. */
    synchronized int allocate() {
        if (free == 0) {
            return NONE;
        }
        while (taken[word] == -1L) {
            word = word + 1 == taken.length ? 0 : word + 1;
        }
        int bit = Long.numberOfTrailingZeros(~taken[word]);
        taken[word] |= 1L << bit;
        free--;
        return word * 64 + bit;
    }

    /** Takes one given slot, when a region is recovered; false when it is taken already. */
    synchronized boolean take(int slot) {
        if (isTaken(slot)) {
            return false;
        }
        taken[slot / 64] |= 1L << slot;
        free--;
        return true;
    }

    /** Gives a taken slot back. */
    synchronized void free(int slot) {
        if (!isTaken(slot)) {
            throw new IllegalStateException("slot " + slot + " of " + slotCount + " is not taken");
        }
        taken[slot / 64] &= ~(1L << slot);
        free++;
    }

    /** Keeps a taken slot until a commit that begins later has ended. */
    synchronized void keep(int slot) {
        kept.set(slot);
    }

    /** What is kept from now on is kept for the next commit. */
    synchronized void beginCommit() {
        keptBefore.or(kept);
        kept.clear();
    }

    /** Gives back what was kept before the last {@link #beginCommit}. */
    synchronized void endCommit() {
        keptBefore.stream().forEach(this::free);
        keptBefore.clear();
    }

    synchronized int freeCount() {
        return free;
    }

    private boolean isTaken(int slot) {
        return (taken[Objects.checkIndex(slot, slotCount) / 64] & 1L << slot) != 0;
    }
}
