package io.farpage.pager;

import io.farpage.api.BackingStore;
import io.farpage.api.RegionException;
import io.farpage.api.RegionSpec;
import io.farpage.api.Threads;
import java.util.ArrayList;
import java.util.List;

/** The parts of one region's page cache, put together, and its end. Thread-safe. */
final class Pager {
    /** One batch for the write-back task, one for flushes. */
    private static final int BATCHES = 2;

    /** Buffers take at most a quarter of local memory, so a batch at most an eighth. */
    private static final int BATCH_PART = 8;

    final Health health;
    final PageTable table;
    final Frames frames;
    final PageLocks locks;
    final BulkTransfer bulk;
    final Flusher flusher;
    final Trimmer trimmer;
    final Prefetcher prefetcher;
    final ReadAhead readAhead;
    final Losses losses;
    final Commits commits;
    final Evictor evictor;
    final BackingStore store;

    private final Threads threads;
    private final PagerConfig config;
    private final DirtyBudget dirty;
    private final WriteBack writeBack;
    private final Faults faults;
    private final List<Threads.Task> tasks = new ArrayList<>();

    /** Takes local memory and starts the tasks; the store is the pager's from now on, unless this throws. */
    Pager(BackingStore store, Threads threads, PagerConfig config) {
        RegionSpec spec = store.spec();
        int pages = checkedPages(spec);
        long budget = config.localBytes() / store.frameBytes();
        if (budget < Frames.MIN || config.localBytes() > PageTable.MAX_MEMORY_BYTES) {
            throw new RegionException("local memory of " + config.localBytes() + " bytes for region '" + spec.name()
                    + "' is not from " + (long) Frames.MIN * store.frameBytes() + " to " + PageTable.MAX_MEMORY_BYTES
                    + " bytes: a frame takes " + store.frameBytes() + " bytes and there must be " + Frames.MIN);
        }
        int batchPages = Math.clamp(budget / BATCH_PART, 1, config.batchPages());
        int count = (int) Math.min(budget - (long) BATCHES * batchPages, Math.max(1, pages));
        this.store = store;
        this.threads = threads;
        this.config = config;
        health = new Health(spec.name(), store.epoch(), threads);
        health.sealed(store.isSealed());
        table = new PageTable(pages);
        frames = new Frames(spec.name(), count, BATCHES * batchPages, store.frameBytes());
        EvictionPolicy policy = new Sieve(count);
        dirty = new DirtyBudget(count, config, health, threads);
        commits = new Commits(spec, health, threads);
        losses = new Losses(frames, dirty, commits, health, spec.pageBytes());
        readAhead = new ReadAhead(Math.min(config.readAheadPages(), frames.count() / 4));
        evictor = new Evictor(
                table, frames, policy, dirty, readAhead, health, threads, config.retryTimeout(), count >= pages);
        writeBack = new WriteBack(table, frames, store, dirty, health, threads, batch(0, batchPages));
        faults = new Faults(table, frames, policy, evictor, store, health, threads, config, readAhead, losses, pages);
        locks = new PageLocks(table, frames, faults, readAhead, dirty, commits, health, threads, config.retryTimeout());
        bulk = new BulkTransfer(table, frames, locks, spec.lengthBytes(), spec.pageBytes());
        flusher = new Flusher(
                table,
                frames,
                writeBack,
                batch(1, batchPages),
                store,
                dirty,
                commits,
                locks,
                health,
                threads,
                config.retryTimeout());
        trimmer = new Trimmer(table, frames, policy, store, locks, dirty, health, threads, config.retryTimeout());
        prefetcher = new Prefetcher(frames, faults, health, threads, config);
        start("evict", evictor::run);
        start("write-back", writeBack::run);
        start("prefetch", prefetcher::run);
    }

    /** The number of the region's pages, if a page table can hold as many. */
    static int checkedPages(RegionSpec spec) {
        if (spec.pageCount() > PageTable.MAX_PAGES) {
            throw new RegionException("region '" + spec.name() + "' has " + spec.pageCount() + " pages, more than "
                    + PageTable.MAX_PAGES + ": choose larger pages or several regions");
        }
        return (int) spec.pageCount();
    }

    private WriteBack.Batch batch(int index, int batchPages) {
        long base = frames.offset(frames.count()) + (long) index * batchPages * frames.frameBytes();
        return new WriteBack.Batch(frames.memory(), base, batchPages);
    }

    private void start(String what, Threads.TaskBody body) {
        tasks.add(threads.start("farpage-" + what + "-" + health.region(), body));
    }

    RegionStats stats() {
        return new RegionStats(
                faults.faults(),
                faults.pagesAhead(),
                readAhead.pagesUsed(),
                readAhead.pagesWasted(),
                evictor.evictions(),
                writeBack.written(),
                writeBack.failed(),
                frames.count(),
                frames.count() - frames.free(),
                dirty.pages(),
                store.stats());
    }

    /**
     * Ends all use of the region: waits for operations under way, stores what is dirty, frees the memory and closes the
     * store.
     *
     * @return how many pages could not be stored; 0 when it was closed before
     */
    int close() {
        if (!health.close()) {
            return 0;
        }
        tasks.forEach(Threads.Task::close);
        return new Shutdown(table, frames, store, dirty, health, threads, config).run();
    }
}
