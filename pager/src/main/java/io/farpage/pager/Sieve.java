package io.farpage.pager;

/**
 * SIEVE (Zhang et al., "SIEVE is Simpler than LRU", NSDI 2024): pages in the order in which they came, and a hand that moves
 * from old to new, spares what was visited and evicts the rest. New pages come in at the young end and are met by the hand
 * early, so that a scan does not push out what is in use. A hit costs at most a bit.
 */
final class Sieve implements EvictionPolicy {
    private static final int NONE = -1;

    private final int[] younger;
    private final int[] older;
    private int oldest = NONE;
    private int youngest = NONE;
    private int hand = NONE;

    Sieve(int frames) {
        younger = new int[frames];
        older = new int[frames];
    }

    @Override
    public synchronized void admitted(int frame) {
        older[frame] = youngest;
        younger[frame] = NONE;
        if (youngest == NONE) {
            oldest = frame;
        } else {
            younger[youngest] = frame;
        }
        youngest = frame;
    }

    @Override
    public synchronized void removed(int frame) {
        unlink(frame);
    }

    @Override
    public synchronized boolean evictOne(Judge judge, int maxSteps) {
        for (int step = 0; step < maxSteps; step++) {
            int frame = hand == NONE ? oldest : hand;
            if (frame == NONE) {
                return false;
            }
            hand = younger[frame];
            if (judge.tryEvict(frame) == Verdict.EVICTED) {
                unlink(frame);
                return true;
            }
        }
        return false;
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
