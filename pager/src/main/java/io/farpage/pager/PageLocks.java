package io.farpage.pager;

import static io.farpage.pager.PageTable.AHEAD;
import static io.farpage.pager.PageTable.BUSY;
import static io.farpage.pager.PageTable.DIRTY;
import static io.farpage.pager.PageTable.LOCKED;
import static io.farpage.pager.PageTable.RESIDENT;
import static io.farpage.pager.PageTable.VISITED;
import static io.farpage.pager.PageTable.WRITING;

import io.farpage.api.Threads;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * All ways to a page but a plain hit: brings it in if need be and locks it for an access. Locks are held for the length of
 * a copy, never across a call of the store or another wait. Thread-safe.
 */
final class PageLocks {
    private static final int SPINS = 128;
    private static final long WAIT_NS = 100_000_000;

    private final PageTable table;
    private final Frames frames;
    private final Faults faults;
    private final ReadAhead readAhead;
    private final DirtyBudget dirty;
    private final Commits commits;
    private final Health health;
    private final Threads threads;
    private final Duration timeout;

    PageLocks(
            PageTable table,
            Frames frames,
            Faults faults,
            ReadAhead readAhead,
            DirtyBudget dirty,
            Commits commits,
            Health health,
            Threads threads,
            Duration timeout) {
        this.table = table;
        this.frames = frames;
        this.faults = faults;
        this.readAhead = readAhead;
        this.dirty = dirty;
        this.commits = commits;
        this.health = health;
        this.threads = threads;
        this.timeout = timeout;
    }

    /** Locks a page to read it; returns its entry, for {@link #unlock}. */
    long lockForRead(int page) {
        Patience patience = null;
        while (true) {
            health.check();
            long entry = table.get(page);
            if (PageTable.hasAny(entry, LOCKED | BUSY)) {
                patience = awaitTurn(page, patience);
                continue;
            }
            long locked;
            if (PageTable.hasAny(entry, RESIDENT)) {
                locked = lock(page, entry, LOCKED | VISITED);
            } else {
                // The access that brings a page in is no visit: the policy spares what is used again.
                locked = faults.load(page, entry, patience);
            }
            if (locked != 0) {
                return locked;
            }
        }
    }

    /** Locks a page to write to it, so also makes it dirty; returns its entry, for {@link #unlock}. */
    long lockForWrite(int page) {
        return lockForWrite(page, false);
    }

    /**
     * Locks a page for a caller that writes all of it: an absent page gets a frame and is not read, so that a lost page can
     * be overwritten whatever else happens to it meanwhile.
     *
     * @return its entry: for {@link #unlock}, or BUSY, for {@link #publishOverwritten} or {@link #abandonOverwritten}
     */
    long lockToOverwrite(int page) {
        return lockForWrite(page, true);
    }

    private long lockForWrite(int page, boolean whole) {
        Patience patience = null;
        boolean counted = false;
        try {
            while (true) {
                // Also after a clean page was counted: whoever seals the region waits until nothing is counted.
                health.checkWritable();
                if (commits.arePausing()) {
                    // Whoever commits waits until nothing is counted, too.
                    if (counted) {
                        dirty.release();
                        counted = false;
                    }
                    commits.awaitEnd();
                    continue;
                }
                long entry = table.get(page);
                if (PageTable.hasAny(entry, LOCKED | BUSY)) {
                    patience = awaitTurn(page, patience);
                    continue;
                }
                boolean clean = !PageTable.hasAny(entry, DIRTY | WRITING);
                if (clean && !counted) {
                    // Before there is a lock, because it may wait.
                    dirty.acquire();
                    counted = true;
                    continue;
                }
                if (clean) {
                    commits.note(page);
                }
                long locked;
                if (PageTable.hasAny(entry, RESIDENT)) {
                    locked = lock(page, entry, LOCKED | VISITED | DIRTY);
                } else {
                    locked = whole ? faults.reserve(page, entry) : faults.load(page, entry, patience);
                    clean = !PageTable.hasAny(locked, DIRTY);
                }
                if (locked != 0) {
                    counted &= !clean;
                    return locked | DIRTY;
                }
            }
        } finally {
            if (counted) {
                dirty.release();
            }
        }
    }

    /** Locks a resident page as it was found; 0 when somebody else has changed it. */
    private long lock(int page, long entry, long flags) {
        long locked = (entry & ~AHEAD) | flags;
        if (!table.compareAndSet(page, entry, locked)) {
            return 0;
        }
        if (PageTable.hasAny(entry, AHEAD)) {
            readAhead.used(page);
        }
        return locked;
    }

    /** Makes a page resident whose entry {@link #lockToOverwrite} gave, and whose frame has its bytes now. */
    void publishOverwritten(int page, long busy) {
        faults.publish(page, frames.frame(PageTable.offset(busy)), PageTable.absent(busy), DIRTY);
    }

    /** Makes a page absent again whose entry {@link #lockToOverwrite} gave. */
    void abandonOverwritten(int page, long busy) {
        faults.release(page, frames.frame(PageTable.offset(busy)), PageTable.absent(busy));
        dirty.release();
    }

    void unlock(int page, long entry) {
        table.set(page, entry & ~LOCKED);
    }

    /** The page's entry once it has none of the flags. */
    long await(int page, long flags) {
        while (true) {
            health.check();
            long entry = table.get(page);
            if (!PageTable.hasAny(entry, flags)) {
                return entry;
            }
            threads.await(() -> !PageTable.hasAny(table.get(page), flags) || health.stopped(), WAIT_NS);
        }
    }

    /** Waits for whoever has the page; patience starts when that takes longer than a copy and lasts over all waits. */
    private @Nullable Patience awaitTurn(int page, @Nullable Patience sofar) {
        for (int spin = 0; spin < SPINS; spin++) {
            if (!PageTable.hasAny(table.get(page), LOCKED | BUSY)) {
                return sofar;
            }
            Thread.onSpinWait();
        }
        Patience patience = sofar == null ? new Patience(threads, timeout, health.stoppedCondition()) : sofar;
        if (!patience.await(() -> !PageTable.hasAny(table.get(page), LOCKED | BUSY) || health.stopped())) {
            throw health.impatient("page " + page + " of region '" + health.region()
                    + "' is on its way to or from the store for more than " + timeout.toMillis() + " ms ("
                    + health.lastTrouble() + "); nothing is lost, try again");
        }
        return patience;
    }
}
