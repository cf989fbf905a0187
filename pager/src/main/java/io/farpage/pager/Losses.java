package io.farpage.pager;

import io.farpage.api.PageLostException;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** What to do with pages that are lost: the program may know what they held. Thread-safe. */
final class Losses {
    private final Frames frames;
    private final DirtyBudget dirty;
    private final Commits commits;
    private final Health health;
    private final int pageBytes;
    private volatile @Nullable LossHandler handler;

    Losses(Frames frames, DirtyBudget dirty, Commits commits, Health health, int pageBytes) {
        this.frames = frames;
        this.dirty = dirty;
        this.commits = commits;
        this.health = health;
        this.pageBytes = pageBytes;
    }

    void handler(@Nullable LossHandler next) {
        handler = next;
    }

    /**
     * Makes a lost page anew in a frame that nobody else uses; waits when too much is dirty.
     *
     * @return flags for the page's entry: DIRTY, and then it is counted; or none in a sealed region or one with commits, where it is
     *     made anew each time
     * @throws PageLostException the given one, when nobody knows what it held
     */
    long recompute(int page, int frame, PageLostException loss) {
        LossHandler known = handler;
        if (known == null) {
            throw loss;
        }
        MemorySegment bytes =
                frames.memory().asSlice(frames.offset(frame), pageBytes).fill((byte) 0);
        if (!known.recompute((long) page * pageBytes, bytes)) {
            throw loss;
        }
        if (health.isSealed() || commits.areUsed()) {
            return 0;
        }
        dirty.acquire();
        // Whoever seals the region waits until nothing is counted, so it matters what is so after that.
        if (health.isSealed()) {
            dirty.release();
            return 0;
        }
        return PageTable.DIRTY;
    }
}
