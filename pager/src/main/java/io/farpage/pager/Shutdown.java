package io.farpage.pager;

import io.farpage.api.BackingStore;
import io.farpage.api.PageBatch;
import io.farpage.api.Threads;

/**
 * The last thing that happens to a region's pager, when no operation is under way and no task is left: hits are all that can
 * still come. Keeps them from writing, stores what is dirty, takes the pages away and frees the memory.
 */
final class Shutdown {
    private static final long WAIT_NS = 1_000_000;

    private final PageTable table;
    private final Frames frames;
    private final BackingStore store;
    private final DirtyBudget dirty;
    private final Health health;
    private final Threads threads;
    private final PagerConfig config;

    Shutdown(
            PageTable table,
            Frames frames,
            BackingStore store,
            DirtyBudget dirty,
            Health health,
            Threads threads,
            PagerConfig config) {
        this.table = table;
        this.frames = frames;
        this.store = store;
        this.dirty = dirty;
        this.health = health;
        this.threads = threads;
        this.config = config;
    }

    /** Returns how many pages could not be stored. */
    int run() {
        try {
            lockAll();
            writeAll();
            return dirty.pages();
        } finally {
            free();
        }
    }

    private void lockAll() {
        for (int frame = 0; frame < frames.count(); frame++) {
            int page = frames.page(frame);
            boolean locked = page == IndexStack.NONE;
            while (!locked) {
                long entry = table.get(page);
                if (PageTable.hasAny(entry, PageTable.LOCKED)) {
                    threads.await(() -> !PageTable.hasAny(table.get(page), PageTable.LOCKED), WAIT_NS);
                } else {
                    locked = table.compareAndSet(page, entry, entry | PageTable.LOCKED);
                }
            }
        }
    }

    private void writeAll() {
        PageBatch batch = new PageBatch(config.batchPages());
        Patience patience = null;
        while (!health.fenced() && writePass(batch) > 0) {
            if (patience == null) {
                patience = new Patience(threads, config.retryTimeout(), health::fenced);
            }
            if (!patience.pause()) {
                return;
            }
        }
    }

    /** Writes all dirty pages from their frames; returns how many failed. */
    private int writePass(PageBatch batch) {
        int failed = 0;
        batch.clear();
        for (int frame = 0; frame < frames.count(); frame++) {
            int page = frames.page(frame);
            if (page != IndexStack.NONE && PageTable.hasAny(table.get(page), PageTable.DIRTY)) {
                batch.add(page, frames.memory(), frames.offset(frame));
            }
            if (batch.isFull() || (frame + 1 == frames.count() && batch.size() > 0)) {
                failed += write(batch);
            }
        }
        return failed;
    }

    private int write(PageBatch batch) {
        store.write(batch);
        int failed = 0;
        for (int i = 0; i < batch.size(); i++) {
            int page = (int) batch.page(i);
            if (batch.result(i).isDone()) {
                table.set(page, table.get(page) & ~PageTable.DIRTY);
                dirty.release();
            } else {
                health.note(batch.result(i));
                failed++;
            }
        }
        batch.clear();
        return failed;
    }

    private void free() {
        try {
            for (int frame = 0; frame < frames.count(); frame++) {
                int page = frames.page(frame);
                if (page != IndexStack.NONE) {
                    table.set(page, PageTable.absent(table.get(page)));
                }
            }
            frames.close();
        } finally {
            store.close();
        }
    }
}
