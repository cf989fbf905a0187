package io.farpage.pager;

import io.farpage.api.CommitNeededException;
import io.farpage.api.RegionSpec;
import io.farpage.api.Threads;
import java.util.concurrent.atomic.AtomicLongArray;

/** Which pages have changed since a region's last commit, and the pause in writing while one is made. Thread-safe. */
final class Commits {
    private static final long WAIT_NS = 100_000_000;

    private final String region;
    private final long limit;
    private final AtomicLongArray changed;
    private final Health health;
    private final Threads threads;
    private long changedPages;
    private volatile boolean pausing;

    Commits(RegionSpec spec, Health health, Threads threads) {
        region = spec.name();
        limit = spec.uncommittedPages();
        changed = new AtomicLongArray(spec.hasCommits() ? (int) ((spec.pageCount() + 63) / 64) : 0);
        this.health = health;
        this.threads = threads;
    }

    /** Whether the region has any. */
    boolean areUsed() {
        return changed.length() > 0;
    }

    /**
     * Notes that a page is about to change, by somebody who is counted as making it dirty.
     *
     * @throws CommitNeededException when that would be too many
     */
    void note(int page) {
        if (areUsed() && (changed.get(page / 64) & 1L << page) == 0) {
            add(page);
        }
    }

    private synchronized void add(int page) {
        long before = changed.get(page / 64);
        if ((before & 1L << page) != 0) {
            return;
        }
        if (changedPages == limit) {
            throw new CommitNeededException(region, limit);
        }
        changedPages++;
        changed.set(page / 64, before | 1L << page);
    }

    /** Whether nothing new may be written now; who is counted as making a page dirty gives that up. */
    boolean arePausing() {
        return pausing;
    }

    void awaitEnd() {
        threads.await(() -> !pausing || health.stopped(), WAIT_NS);
    }

    void pause() {
        pausing = true;
    }

    void goOn() {
        pausing = false;
    }

    /** All that has changed is committed, while nobody writes. */
    synchronized void done() {
        for (int i = 0; i < changed.length(); i++) {
            changed.set(i, 0);
        }
        changedPages = 0;
    }
}
