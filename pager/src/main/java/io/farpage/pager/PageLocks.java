package io.farpage.pager;

import static io.farpage.pager.PageTable.BUSY;
import static io.farpage.pager.PageTable.DIRTY;
import static io.farpage.pager.PageTable.LOCKED;
import static io.farpage.pager.PageTable.RESIDENT;
import static io.farpage.pager.PageTable.VISITED;
import static io.farpage.pager.PageTable.WRITING;

import io.farpage.api.Threads;

/**
 * All ways to a page but a plain hit: brings it in if need be and locks it for an access. Locks are held for the length of
 * a copy, never across a call of the store or another wait. Thread-safe.
 */
final class PageLocks {
    private static final int SPINS = 128;
    private static final long WAIT_NS = 100_000_000;

    private final PageTable table;
    private final Faults faults;
    private final DirtyBudget dirty;
    private final Health health;
    private final Threads threads;

    PageLocks(PageTable table, Faults faults, DirtyBudget dirty, Health health, Threads threads) {
        this.table = table;
        this.faults = faults;
        this.dirty = dirty;
        this.health = health;
        this.threads = threads;
    }

    /** Locks a page to read it; returns its entry, for {@link #unlock}. */
    long lockForRead(int page) {
        while (true) {
            long entry = unlocked(page);
            if (PageTable.hasAny(entry, RESIDENT)) {
                long locked = entry | LOCKED | VISITED;
                if (table.compareAndSet(page, entry, locked)) {
                    return locked;
                }
            } else {
                // The access that brings a page in is no visit: the policy spares what is used again.
                long locked = faults.load(page, entry);
                if (locked != 0) {
                    return locked;
                }
            }
        }
    }

    /** Locks a page to write to it, so also makes it dirty; returns its entry, for {@link #unlock}. */
    long lockForWrite(int page) {
        boolean counted = false;
        try {
            while (true) {
                long entry = unlocked(page);
                boolean clean = !PageTable.hasAny(entry, DIRTY | WRITING);
                if (clean && !counted) {
                    dirty.acquire();
                    counted = true;
                    continue;
                }
                long locked = 0;
                if (PageTable.hasAny(entry, RESIDENT)) {
                    long next = entry | LOCKED | VISITED | DIRTY;
                    locked = table.compareAndSet(page, entry, next) ? next : 0;
                } else {
                    locked = faults.load(page, entry);
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

    /**
     * Gives an absent page a frame without reading it, for a caller that writes all of it and then calls
     * {@link #publishOverwritten} or {@link #abandonOverwritten}.
     *
     * @return the frame, or {@link IndexStack#NONE} when the page is resident or somebody brings it in: lock it then
     */
    int reserveToOverwrite(int page) {
        long entry = table.get(page);
        if (PageTable.hasAny(entry, RESIDENT | BUSY)) {
            return IndexStack.NONE;
        }
        health.check();
        dirty.acquire();
        int frame = IndexStack.NONE;
        try {
            frame = faults.reserve(page, entry);
        } finally {
            if (frame == IndexStack.NONE) {
                dirty.release();
            }
        }
        return frame;
    }

    void publishOverwritten(int page, int frame) {
        faults.publish(page, frame, PageTable.absent(table.get(page)), DIRTY);
    }

    void abandonOverwritten(int page, int frame) {
        faults.release(page, frame, PageTable.absent(table.get(page)));
        dirty.release();
    }

    void unlock(int page, long entry) {
        table.set(page, entry & ~LOCKED);
    }

    /** The page's entry once it is neither locked nor on its way in or out. */
    long unlocked(int page) {
        return await(page, LOCKED | BUSY);
    }

    /** The page's entry once it has none of the flags. */
    long await(int page, long flags) {
        for (int spin = 0; ; spin++) {
            health.check();
            long entry = table.get(page);
            if (!PageTable.hasAny(entry, flags)) {
                return entry;
            }
            if (spin < SPINS) {
                Thread.onSpinWait();
            } else {
                threads.await(() -> !PageTable.hasAny(table.get(page), flags) || health.stopped(), WAIT_NS);
            }
        }
    }
}
