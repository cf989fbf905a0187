package io.farpage.pager;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * SIEVE (Zhang et al., "SIEVE is Simpler than LRU", NSDI 2024): pages in the order in which they came, and a hand that moves
 * from old to new, spares what was visited and evicts the rest. New pages come in at the young end and are met by the hand
 * early, so that a scan does not push out what is in use. A hit costs at most a bit.
 */
final class Sieve implements EvictionPolicy {
    private static final int NONE = IndexStack.NONE;

    private final int[] younger;
    private final int[] older;
    private int oldest = NONE;
    private int youngest = NONE;
    private int hand = NONE;
    /** The newest of the frames that have come since the list was last used, from each of which {@link #older} leads to the one before. */
    private final AtomicInteger arrived = new AtomicInteger(NONE);

    Sieve(int frames) {
        younger = new int[frames];
        older = new int[frames];
    }

    @Override
    public void admitted(int frame) {
        int before;
        do {
            before = arrived.get();
            older[frame] = before;
        } while (!arrived.compareAndSet(before, frame));
    }

    /** Puts the frames that have come at the young end, in the order in which they came. */
    private void takeIn() {
        int newest = arrived.getAndSet(NONE);
        int after = NONE;
        for (int frame = newest; frame != NONE; frame = older[frame]) {
            younger[frame] = after;
            after = frame;
        }
        if (after == NONE) {
            return;
        }
        older[after] = youngest;
        if (youngest == NONE) {
            oldest = after;
        } else {
            younger[youngest] = after;
        }
        youngest = newest;
    }

    @Override
    public synchronized void removed(int frame) {
        takeIn();
        unlink(frame);
    }

    @Override
    public synchronized int evictOne(Judge judge, int maxSteps) {
        for (int step = 0; step < maxSteps; step++) {
            if (hand == NONE || younger[hand] == NONE) {
                takeIn(); // Seldom: threads that fault have the arrivals for themselves until the hand is at the young
                // end.
            }
            int frame = hand == NONE ? oldest : hand;
            if (frame == NONE) {
                return NONE;
            }
            hand = younger[frame];
            if (judge.tryEvict(frame) == Verdict.EVICTED) {
                unlink(frame);
                return frame;
            }
        }
        return NONE;
    }

    private void unlink(int frame) {
        int before = older[frame];
        int after = younger[frame];
        if (before == NONE) {
            oldest = after;
        } else {
            younger[before] = after;
        }
        if (after == NONE) {
            youngest = before;
        } else {
            older[after] = before;
        }
        if (hand == frame) {
            hand = after;
        }
    }
}
