package io.farpage.pager;

/** CLOCK (Corbató, "A Paging Experiment with the Multics System", 1968): a hand over all frames spares what was visited. */
final class Clock implements EvictionPolicy {
    private final boolean[] used;
    private int hand;

    Clock(int frames) {
        used = new boolean[frames];
    }

    @Override
    public synchronized void admitted(int frame) {
        used[frame] = true;
    }

    @Override
    public synchronized void removed(int frame) {
        used[frame] = false;
    }

    @Override
    public synchronized int evictOne(Judge judge, int maxSteps) {
        for (int step = 0; step < maxSteps; step++) {
            int frame = hand;
            hand = (hand + 1) % used.length;
            if (used[frame] && judge.tryEvict(frame) == Verdict.EVICTED) {
                used[frame] = false;
                return frame;
            }
        }
        return IndexStack.NONE;
    }
}
