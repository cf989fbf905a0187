package io.farpage.pager;

import java.util.ArrayDeque;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.IntUnaryOperator;

/**
 * S3-FIFO (Yang et al., "FIFO queues are all you need for cache eviction", SOSP 2023) with one bit for a frame: a small queue for
 * what is new, a main one for what was visited there, and the names of what the small one let go.
 */
final class S3Fifo implements EvictionPolicy {
    private final IntUnaryOperator pageOf;
    private final int smallFrames;
    private final int ghosts;
    private final ArrayDeque<Integer> small = new ArrayDeque<>();
    private final ArrayDeque<Integer> main = new ArrayDeque<>();
    private final Set<Integer> gone = new LinkedHashSet<>();

    S3Fifo(int frames, IntUnaryOperator pageOf) {
        this.pageOf = pageOf;
        smallFrames = Math.max(1, frames / 10);
        ghosts = frames - smallFrames;
    }

    @Override
    public synchronized void admitted(int frame) {
        (gone.remove(pageOf.applyAsInt(frame)) ? main : small).add(frame);
    }

    @Override
    public synchronized void removed(int frame) {
        if (!small.remove(frame)) {
            main.remove(frame);
        }
    }

    @Override
    public synchronized int evictOne(Judge judge, int maxSteps) {
        for (int step = 0; step < maxSteps && small.size() + main.size() > 0; step++) {
            boolean fromSmall = small.size() > smallFrames || main.isEmpty();
            int frame = (fromSmall ? small : main).remove();
            int page = pageOf.applyAsInt(frame);
            if (judge.tryEvict(frame) == Verdict.EVICTED) {
                if (fromSmall) {
                    remember(page);
                }
                return frame;
            }
            main.add(frame);
        }
        return IndexStack.NONE;
    }

    private void remember(int page) {
        gone.add(page);
        if (gone.size() > ghosts) {
            gone.remove(gone.iterator().next());
        }
    }
}
