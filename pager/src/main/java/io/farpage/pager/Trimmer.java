package io.farpage.pager;

import static io.farpage.pager.PageTable.BUSY;
import static io.farpage.pager.PageTable.DIRTY;
import static io.farpage.pager.PageTable.LOCKED;
import static io.farpage.pager.PageTable.RESIDENT;
import static io.farpage.pager.PageTable.WRITING;

import io.farpage.api.BackingStore;
import io.farpage.api.PageResult;
import io.farpage.api.Threads;
import java.time.Duration;

/** Makes whole pages read as zeros and gives their room back, in local memory and at the store. Thread-safe. */
final class Trimmer {
    private final PageTable table;
    private final Frames frames;
    private final EvictionPolicy policy;
    private final BackingStore store;
    private final PageLocks locks;
    private final DirtyBudget dirty;
    private final Health health;
    private final Threads threads;
    private final Duration timeout;

    Trimmer(
            PageTable table,
            Frames frames,
            EvictionPolicy policy,
            BackingStore store,
            PageLocks locks,
            DirtyBudget dirty,
            Health health,
            Threads threads,
            Duration timeout) {
        this.table = table;
        this.frames = frames;
        this.policy = policy;
        this.store = store;
        this.locks = locks;
        this.dirty = dirty;
        this.health = health;
        this.threads = threads;
        this.timeout = timeout;
    }

    /** Trims a page; it keeps its bytes when that fails. */
    void trim(int page) {
        health.checkWritable();
        long before;
        do {
            before = locks.await(page, LOCKED | BUSY | WRITING);
        } while (!table.compareAndSet(page, before, PageTable.absent(before) | BUSY));
        boolean trimmed = false;
        try {
            trimUntilDone(page);
            trimmed = true;
        } finally {
            settle(page, before, trimmed);
        }
    }

    private void settle(int page, long before, boolean trimmed) {
        if (!PageTable.hasAny(before, RESIDENT)) {
            table.set(page, before);
            return;
        }
        long absent = PageTable.absent(before);
        if (!trimmed) {
            table.set(page, PageTable.resident(absent, PageTable.offset(before), before & DIRTY));
            return;
        }
        int frame = frames.frame(PageTable.offset(before));
        policy.removed(frame);
        frames.release(frame);
        if (PageTable.hasAny(before, DIRTY)) {
            dirty.release();
        }
        table.set(page, absent);
    }

    private void trimUntilDone(int page) {
        Patience patience = null;
        while (true) {
            PageResult result = store.trim(page);
            if (result.isDone()) {
                return;
            }
            health.note(result);
            health.check();
            if (patience == null) {
                patience = new Patience(threads, timeout, health.stoppedCondition());
            }
            if (!patience.pause()) {
                throw health.impatient("cannot trim page " + page + " of region '" + health.region() + "' within "
                        + timeout.toMillis() + " ms: " + health.lastTrouble() + "; it keeps its bytes, try again");
            }
        }
    }
}
