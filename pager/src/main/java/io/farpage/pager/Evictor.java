package io.farpage.pager;

import io.farpage.api.Threads;
import io.farpage.pager.EvictionPolicy.Verdict;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;

/**
 * Keeps a reserve of clean free frames, off the fault path: a task fills it up when it falls under the low watermark. A
 * fault that finds the reserve empty evicts a clean page itself rather than wait for the task. Thread-safe.
 */
final class Evictor {
    private static final int MAX_RESERVE = 1024;
    private static final int STEPS = 128;
    /** Evicted frames that are given back at once, so that threads that fault seldom wait for the memory in which the free ones are noted. */
    private static final int BATCH = 32;

    private static final long IDLE_NS = 100_000_000;
    private static final long NOTHING_CLEAN_NS = 1_000_000;
    private static final long FENCED_NS = 5_000_000;

    private final PageTable table;
    private final Frames frames;
    private final EvictionPolicy policy;
    private final DirtyBudget dirty;
    private final ReadAhead readAhead;
    private final Health health;
    private final Threads threads;
    private final Duration timeout;
    private final int low;
    private final EvictionPolicy.Judge judge = this::tryEvict;
    private final LongAdder evictions = new LongAdder();

    Evictor(
            PageTable table,
            Frames frames,
            EvictionPolicy policy,
            DirtyBudget dirty,
            ReadAhead readAhead,
            Health health,
            Threads threads,
            Duration timeout,
            boolean allPagesFit) {
        this.table = table;
        this.frames = frames;
        this.policy = policy;
        this.dirty = dirty;
        this.readAhead = readAhead;
        this.health = health;
        this.threads = threads;
        this.timeout = timeout;
        low = allPagesFit ? 0 : Math.clamp(frames.count() / 32, 1, MAX_RESERVE / 2);
    }

    /** Free frames below which the task evicts; twice as many are where it ends. */
    int low() {
        return low;
    }

    long evictions() {
        return evictions.sum();
    }

    /** Takes a free frame, evicts for it when there is none, and waits for write-back when nothing is clean. */
    int takeFrame() {
        int frame = frames.take();
        return frame != IndexStack.NONE ? frame : takeFrameTheHardWay();
    }

    private int takeFrameTheHardWay() {
        Patience patience = null;
        while (true) {
            int frame = frames.take();
            if (frame == IndexStack.NONE) {
                frame = evictOne();
            }
            if (frame != IndexStack.NONE) {
                return frame;
            }
            health.check();
            dirty.want();
            if (patience == null) {
                patience = new Patience(threads, timeout, () -> frames.free() > 0 || health.stopped());
            }
            if (!patience.pause()) {
                throw health.impatient("no room in local memory for a page of region '" + health.region() + "': all "
                        + frames.count() + " frames are in use, " + dirty.pages()
                        + " of them dirty, and none could be stored within " + timeout.toMillis() + " ms ("
                        + health.lastTrouble() + "); nothing is lost, try again");
            }
        }
    }

    /** The task: runs until it is stopped. */
    void run(Threads.Stop stop) {
        int[] batch = new int[BATCH];
        while (!stop.requested()) {
            threads.await(() -> frames.free() < low || health.fenced() || stop.requested(), IDLE_NS);
            if (health.fenced()) {
                dropAll();
                stop.pause(FENCED_NS);
            } else if (frames.free() < low && !fillUp(batch)) {
                dirty.want();
                stop.pause(NOTHING_CLEAN_NS);
            }
        }
    }

    /** Evicts clean pages until the reserve is full or none is found; returns whether any was. */
    private boolean fillUp(int[] batch) {
        int evicted = 0;
        for (int wanted = 2 * low - frames.free(); wanted > 0; wanted -= batch.length) {
            int count = 0;
            int frame = IndexStack.NONE;
            while (count < Math.min(wanted, batch.length) && (frame = evictOne()) != IndexStack.NONE) {
                batch[count++] = frame;
            }
            frames.releaseAll(batch, count);
            evicted += count;
            if (frame == IndexStack.NONE) {
                break;
            }
        }
        return evicted > 0;
    }

    /** The frame of a clean page that has left; {@link IndexStack#NONE} when none was found in looking at all of them twice. */
    private int evictOne() {
        // The first time may only clear marks. The policy's lock is held for some steps at a time, so that others get
        // in between.
        for (int left = 2 * frames.count() + 1; left > 0; left -= STEPS) {
            int frame = policy.evictOne(judge, Math.min(left, STEPS));
            if (frame != IndexStack.NONE) {
                VarHandle.storeStoreFence(); // As where a free frame is taken.
                return frame;
            }
        }
        return IndexStack.NONE;
    }

    private Verdict tryEvict(int frame) {
        int page = frames.page(frame);
        long entry = table.get(page);
        if (!holds(frame, entry) || PageTable.hasAny(entry, PageTable.LOCKED | PageTable.DIRTY | PageTable.WRITING)) {
            return Verdict.IN_USE;
        }
        if (PageTable.hasAny(entry, PageTable.VISITED)) {
            table.compareAndSet(page, entry, entry & ~PageTable.VISITED);
            return Verdict.VISITED;
        }
        if (!table.compareAndSet(page, entry, PageTable.absent(entry))) {
            return Verdict.IN_USE;
        }
        left(entry);
        return Verdict.EVICTED;
    }

    private void left(long entry) {
        evictions.increment();
        if (PageTable.hasAny(entry, PageTable.AHEAD)) {
            readAhead.wasted();
        }
    }

    /** Has a page leave local memory at once if it is clean, or as soon as it has been stored and another one needs its frame. */
    void discard(int page) {
        long entry = table.get(page);
        if (!PageTable.hasAny(entry, PageTable.RESIDENT) || PageTable.hasAny(entry, PageTable.LOCKED)) {
            return;
        }
        boolean clean = !PageTable.hasAny(entry, PageTable.DIRTY | PageTable.WRITING);
        long next = clean ? PageTable.absent(entry) : entry & ~PageTable.VISITED;
        if (table.compareAndSet(page, entry, next) && clean) {
            int frame = frames.frame(PageTable.offset(entry));
            policy.removed(frame);
            frames.release(frame);
            left(entry);
        }
    }

    /** Takes all pages from the program once the region is somebody else's: what local memory holds may be old by now. */
    private void dropAll() {
        for (int frame = 0; frame < frames.count(); frame++) {
            int page = frames.page(frame);
            if (page == IndexStack.NONE) {
                continue;
            }
            long entry = table.get(page);
            if (holds(frame, entry)
                    && !PageTable.hasAny(entry, PageTable.LOCKED | PageTable.WRITING)
                    && table.compareAndSet(page, entry, PageTable.absent(entry))) {
                policy.removed(frame);
                frames.release(frame);
            }
        }
    }

    private boolean holds(int frame, long entry) {
        return PageTable.hasAny(entry, PageTable.RESIDENT) && PageTable.offset(entry) == frames.offset(frame);
    }
}
