package io.farpage.pager;

import static io.farpage.pager.PageTable.DIRTY;
import static io.farpage.pager.PageTable.LOCKED;
import static io.farpage.pager.PageTable.RESIDENT;
import static io.farpage.pager.PageTable.VISITED;
import static io.farpage.pager.PageTable.WRITING;

import io.farpage.api.BackingStore;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.Threads;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.LongAdder;

/**
 * Copies dirty pages out of their frames and sends them to the store in batches. A page is DIRTY until its bytes are copied,
 * under its lock, then WRITING until the store has answered; who writes to it meanwhile makes it DIRTY again. Nobody copies
 * a page that is WRITING, so that the store never has two writes of one page at once, and an old copy never follows a
 * younger one. Thread-safe; a {@link Batch} is not.
 */
final class WriteBack {
    private static final long IDLE_NS = 100_000_000;
    private static final long RETRY_NS = 1_000_000;
    private static final long MAX_RETRY_NS = 100_000_000;

    private final PageTable table;
    private final Frames frames;
    private final BackingStore store;
    private final DirtyBudget dirty;
    private final Health health;
    private final Threads threads;
    private final Batch ownBatch;
    private final LongAdder written = new LongAdder();
    private final LongAdder failed = new LongAdder();
    private int hand;

    /** @param ownBatch the task's */
    WriteBack(
            PageTable table,
            Frames frames,
            BackingStore store,
            DirtyBudget dirty,
            Health health,
            Threads threads,
            Batch ownBatch) {
        this.table = table;
        this.frames = frames;
        this.store = store;
        this.dirty = dirty;
        this.health = health;
        this.threads = threads;
        this.ownBatch = ownBatch;
    }

    long written() {
        return written.sum();
    }

    long failed() {
        return failed.sum();
    }

    /** The task: runs until it is stopped. */
    void run(Threads.Stop stop) {
        long retryNs = RETRY_NS;
        while (!stop.requested()) {
            threads.await(() -> dirty.isWriteBackDue() || stop.requested(), IDLE_NS);
            if (stop.requested() || !dirty.isWriteBackDue()) {
                continue;
            }
            if (health.fenced() || !writeRound()) {
                // Nothing to write but what others are writing, or the store takes nothing.
                stop.pause(retryNs);
                retryNs = Math.min(MAX_RETRY_NS, 2 * retryNs);
            } else {
                retryNs = RETRY_NS;
            }
        }
    }

    /** Writes one batch; returns whether it did any good. */
    private boolean writeRound() {
        boolean urgent = dirty.beginRound();
        collect(0);
        if (ownBatch.isEmpty() || (urgent && !ownBatch.isFull())) {
            collect(VISITED);
        }
        int pages = ownBatch.size();
        return submitAsTask() < pages;
    }

    private int submitAsTask() {
        try {
            return submit(ownBatch);
        } catch (RuntimeException | Error e) {
            health.broken(e);
            throw e;
        }
    }

    /** Fills the task's batch from where the last one ended, with pages that have no flags but {@code alsoWith}. */
    private void collect(long alsoWith) {
        long unwanted = (VISITED | WRITING | LOCKED) & ~alsoWith;
        for (int i = 0; i < frames.count() && !ownBatch.isFull(); i++) {
            int frame = hand;
            hand = frame + 1 == frames.count() ? 0 : frame + 1;
            int page = frames.page(frame);
            if (page == IndexStack.NONE) {
                continue;
            }
            long entry = table.get(page);
            if (isDirtyIn(frame, entry) && !PageTable.hasAny(entry, unwanted)) {
                claim(page, entry, ownBatch);
            }
        }
    }

    /** Whether the frame holds the page with this entry, and the page is dirty. */
    boolean isDirtyIn(int frame, long entry) {
        return PageTable.has(entry, RESIDENT | DIRTY) && PageTable.offset(entry) == frames.offset(frame);
    }

    /**
     * Takes a dirty page into a batch, to be submitted soon, unless its entry has changed, is LOCKED or is WRITING.
     *
     * @return whether it is in the batch
     */
    boolean claim(int page, long entry, Batch batch) {
        if (PageTable.hasAny(entry, LOCKED | WRITING) || !table.compareAndSet(page, entry, entry | LOCKED)) {
            return false;
        }
        batch.add(page, frames, PageTable.offset(entry));
        table.set(page, (entry & ~DIRTY) | WRITING);
        return true;
    }

    /** Writes a batch and empties it; pages that were not acknowledged are dirty again. Returns how many these are. */
    int submit(Batch batch) {
        if (batch.isEmpty()) {
            return 0;
        }
        PageBatch pages = batch.pages;
        boolean answered = false;
        int bad = 0;
        try {
            store.write(pages);
            answered = true;
        } finally {
            for (int i = 0; i < pages.size(); i++) {
                if (!answered || !settle((int) pages.page(i), pages.result(i))) {
                    bad++;
                    finish((int) pages.page(i), false);
                }
            }
            written.add(pages.size() - bad);
            failed.add(bad);
            pages.clear();
        }
        return bad;
    }

    private boolean settle(int page, PageResult result) {
        if (!result.isDone()) {
            health.note(result);
            return false;
        }
        finish(page, true);
        return true;
    }

    private void finish(int page, boolean acknowledged) {
        while (true) {
            long entry = table.get(page);
            if (PageTable.hasAny(entry, LOCKED)) {
                threads.await(() -> !PageTable.hasAny(table.get(page), LOCKED), IDLE_NS);
                continue;
            }
            long after = (entry & ~WRITING) | (acknowledged ? 0 : DIRTY);
            if (table.compareAndSet(page, entry, after)) {
                if (!PageTable.hasAny(after, DIRTY)) {
                    dirty.release();
                }
                return;
            }
        }
    }

    /** Pages with copies of their bytes on the way to the store. */
    static final class Batch {
        private final PageBatch pages;
        private final MemorySegment memory;
        private final long base;
        private final int capacity;

        /** Copies go to {@code memory} from {@code base} on, which has room for {@code capacity} frames. */
        Batch(MemorySegment memory, long base, int capacity) {
            pages = new PageBatch(capacity);
            this.memory = memory;
            this.base = base;
            this.capacity = capacity;
        }

        boolean isFull() {
            return pages.size() == capacity;
        }

        boolean isEmpty() {
            return pages.size() == 0;
        }

        int size() {
            return pages.size();
        }

        private void add(int page, Frames frames, long offset) {
            long to = base + (long) pages.size() * frames.frameBytes();
            MemorySegment.copy(memory, offset, memory, to, frames.frameBytes());
            pages.add(page, memory, to);
        }
    }
}
