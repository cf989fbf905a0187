package io.farpage.store.shm;

import java.util.BitSet;

/** Gives each client a cell of its own. Thread-safe. */
final class CellAllocator {
    private final int cells;
    private final BitSet taken = new BitSet();

    CellAllocator(int cells) {
        this.cells = cells;
    }

    /** A free cell, or -1 when there is none. */
    synchronized int take() {
        int cell = taken.nextClearBit(0);
        if (cell >= cells) {
            return -1;
        }
        taken.set(cell);
        return cell;
    }

    synchronized void giveBack(int cell) {
        taken.clear(cell);
    }
}
