package io.farpage.store;

import java.util.concurrent.atomic.AtomicIntegerArray;

/**
 * One lock for each slot of a slab, held for as long as it takes to copy a fragment. A lock is a count of its changes and is
 * held while that is odd, so that one can wait for whoever holds it now without keeping out the next.
 */
final class SlotLocks {
    private static final int SPINS = 200;

    private final AtomicIntegerArray changes;

    SlotLocks(int slotCount) {
        changes = new AtomicIntegerArray(slotCount);
    }

    void lock(int slot) {
        for (int spins = 0; ; spins++) {
            int seen = changes.get(slot);
            if (isFree(seen) && changes.compareAndSet(slot, seen, seen + 1)) {
                return;
            }
            pause(spins);
        }
    }

    void unlock(int slot) {
        changes.set(slot, changes.get(slot) + 1);
    }

    /** Returns when everyone who held a lock at the time of the call has released it. Others come and go meanwhile. */
    void awaitHolders() {
        for (int slot = 0; slot < changes.length(); slot++) {
            int seen = changes.get(slot);
            for (int spins = 0; !isFree(seen) && changes.get(slot) == seen; spins++) {
                pause(spins);
            }
        }
    }

    /** Takes every lock, one after the other. */
    void lockAll() {
        for (int slot = 0; slot < changes.length(); slot++) {
            lock(slot);
        }
    }

    void unlockAll() {
        for (int slot = 0; slot < changes.length(); slot++) {
            unlock(slot);
        }
    }

    private static boolean isFree(int count) {
        return (count & 1) == 0;
    }

    // A holder is about to finish unless it has been descheduled: then its processor time is what we must give it.
    @SuppressWarnings("ThreadPriorityCheck")
    private static void pause(int spins) {
        if (spins < SPINS) {
            Thread.onSpinWait();
        } else {
            Thread.yield();
        }
    }
}
