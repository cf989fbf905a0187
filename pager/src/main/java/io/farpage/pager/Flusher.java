package io.farpage.pager;

import static io.farpage.pager.PageTable.DIRTY;
import static io.farpage.pager.PageTable.LOCKED;
import static io.farpage.pager.PageTable.RESIDENT;
import static io.farpage.pager.PageTable.WRITING;

import io.farpage.api.BackingStore;
import io.farpage.api.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Writes back everything that was dirty when it was called, on the calling thread, one caller at a time. Goes over the frames
 * once: a page that leaves a frame before it is looked at was acknowledged by then. Thread-safe.
 */
final class Flusher {
    private static final long WAIT_NS = 100_000_000;

    private final PageTable table;
    private final Frames frames;
    private final WriteBack writeBack;
    private final WriteBack.Batch batch;
    private final BackingStore store;
    private final DirtyBudget dirty;
    private final Commits commits;
    private final PageLocks locks;
    private final Health health;
    private final Threads threads;
    private final Duration timeout;
    private final AtomicBoolean running = new AtomicBoolean();

    Flusher(
            PageTable table,
            Frames frames,
            WriteBack writeBack,
            WriteBack.Batch batch,
            BackingStore store,
            DirtyBudget dirty,
            Commits commits,
            PageLocks locks,
            Health health,
            Threads threads,
            Duration timeout) {
        this.table = table;
        this.frames = frames;
        this.writeBack = writeBack;
        this.batch = batch;
        this.store = store;
        this.dirty = dirty;
        this.commits = commits;
        this.locks = locks;
        this.health = health;
        this.threads = threads;
        this.timeout = timeout;
    }

    void flush() {
        alone(this::flushAlone);
    }

    /** Lets nothing new be written until all that is dirty is written back and the store has committed it. */
    void commit() {
        alone(this::commitAlone);
    }

    /** Lets nothing be written any more, writes back all that is dirty, and seals the store. */
    void seal() {
        alone(this::sealAlone);
    }

    private void alone(Runnable work) {
        while (!running.compareAndSet(false, true)) {
            health.check();
            threads.await(() -> !running.get() || health.stopped(), WAIT_NS);
        }
        try {
            work.run();
        } finally {
            running.set(false);
        }
    }

    private void commitAlone() {
        health.checkWritable();
        commits.pause();
        try {
            flushAll();
            store.commit();
            commits.done();
        } finally {
            commits.goOn();
        }
    }

    /** Whoever was about to dirty a page when writes ended is counted until he gives up or has done it. */
    private void flushAll() {
        do {
            flushAlone();
        } while (!threads.await(() -> dirty.pages() == 0, WAIT_NS));
    }

    private void sealAlone() {
        boolean flushed = false;
        health.sealed(true);
        try {
            flushAll();
            flushed = true;
        } finally {
            health.sealed(flushed || store.isSealed());
        }
        store.seal();
    }

    private void flushAlone() {
        health.check();
        Patience patience = null;
        int failed = pass();
        while (failed > 0) {
            health.check();
            if (patience == null) {
                patience = new Patience(threads, timeout, health.stoppedCondition());
            }
            if (!patience.pause()) {
                throw health.impatient("cannot make region '" + health.region() + "' durable within "
                        + timeout.toMillis() + " ms: " + failed + " pages could not be stored ("
                        + health.lastTrouble() + "); they stay in local memory, try again");
            }
            failed = pass();
        }
        health.check();
    }

    /** Writes each frame that is dirty when its turn comes; returns how many could not be stored. */
    private int pass() {
        int failed = 0;
        try {
            for (int frame = 0; frame < frames.count(); frame++) {
                failed += add(frame);
                if (batch.isFull()) {
                    failed += writeBack.submit(batch);
                }
            }
        } finally {
            // Also when a wait ends with an exception: what was claimed must be written or become dirty again.
            failed += writeBack.submit(batch);
        }
        return failed;
    }

    /** Takes the frame's page into the batch if it is dirty; returns how many earlier pages failed to get there. */
    private int add(int frame) {
        int failed = 0;
        while (true) {
            int page = frames.page(frame);
            long entry = page == IndexStack.NONE ? 0 : table.get(page);
            if (!PageTable.hasAny(entry, RESIDENT) || PageTable.offset(entry) != frames.offset(frame)) {
                return failed;
            }
            if (!PageTable.hasAny(entry, DIRTY | WRITING)) {
                return failed;
            }
            if (writeBack.claim(page, entry, batch)) {
                return failed;
            }
            if (PageTable.hasAny(entry, LOCKED | WRITING)) {
                // Somebody who waits for this flusher's pages in turn must not wait for ever.
                failed += writeBack.submit(batch);
                locks.await(page, LOCKED | WRITING);
            }
        }
    }
}
