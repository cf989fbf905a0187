package io.farpage.pager;

import static io.farpage.pager.PageTable.AHEAD;
import static io.farpage.pager.PageTable.BUSY;
import static io.farpage.pager.PageTable.LOCKED;
import static io.farpage.pager.PageTable.RESIDENT;

import io.farpage.api.BackingStore;
import io.farpage.api.PageBatch;
import io.farpage.api.PageLostException;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.api.RegionOverloadedException;
import io.farpage.api.Threads;
import java.time.Duration;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Brings pages into frames, on the calling thread: marks the page BUSY, takes a clean frame, reads straight into it. Whoever
 * finds a page BUSY waits instead of reading it again. Allocates nothing while batches are left in its pool. Thread-safe.
 */
final class Faults {
    private static final int POOLED_BATCHES = 32;

    private final PageTable table;
    private final Frames frames;
    private final EvictionPolicy policy;
    private final Evictor evictor;
    private final BackingStore store;
    private final Health health;
    private final Threads threads;
    private final Duration timeout;
    private final ReadAhead readAhead;
    private final Losses losses;
    private final int pageCount;
    private final PageBatch[] batches = new PageBatch[POOLED_BATCHES];
    private final IndexStack freeBatches = new IndexStack(POOLED_BATCHES);
    private final int batchPages;
    private final LongAdder faults = new LongAdder();
    private final LongAdder pagesAhead = new LongAdder();

    Faults(
            PageTable table,
            Frames frames,
            EvictionPolicy policy,
            Evictor evictor,
            BackingStore store,
            Health health,
            Threads threads,
            PagerConfig config,
            ReadAhead readAhead,
            Losses losses,
            int pageCount) {
        this.table = table;
        this.frames = frames;
        this.policy = policy;
        this.evictor = evictor;
        this.store = store;
        this.health = health;
        this.threads = threads;
        this.pageCount = pageCount;
        timeout = config.retryTimeout();
        this.readAhead = readAhead;
        this.losses = losses;
        batchPages = config.readAheadPages() + 1;
        for (int i = 0; i < POOLED_BATCHES; i++) {
            batches[i] = new PageBatch(batchPages);
            freeBatches.push(i);
        }
    }

    long faults() {
        return faults.sum();
    }

    long pagesAhead() {
        return pagesAhead.sum();
    }

    /**
     * Reads a page that is absent, and some more when the thread's accesses show a trend.
     *
     * @param absent the page's entry
     * @param patience what is left of the caller's, if it has waited before
     * @return the page's entry, LOCKED for the caller, and DIRTY and counted as such when it was lost and made anew; 0 when
     *     another thread was quicker
     * @throws PageLostException when it is lost and nobody knows what it held
     * @throws RegionFencedException when the region is somebody else's
     * @throws RegionOverloadedException when hosts stay overloaded
     * @throws RegionException when the store stays unavailable
     */
    long load(int page, long absent, @Nullable Patience patience) {
        if (!table.compareAndSet(page, absent, absent | BUSY)) {
            return 0;
        }
        int pooled = freeBatches.pop();
        int frame = IndexStack.NONE;
        boolean loaded = false;
        long flags = LOCKED;
        try {
            PageBatch batch = pooled == IndexStack.NONE ? new PageBatch(batchPages) : batches[pooled];
            frame = evictor.takeFrame();
            readUntilDone(batch, page, frame, patience);
            loaded = true;
        } catch (PageLostException loss) {
            flags |= losses.recompute(page, frame, loss);
            loaded = true;
        } finally {
            if (pooled != IndexStack.NONE) {
                freeBatches.push(pooled);
            }
            if (!loaded) {
                release(page, frame, absent);
            }
        }
        faults.increment();
        return publish(page, frame, absent, flags);
    }

    /** Reads absent pages as far as frames are free; what cannot be read now is left for an access to find out. */
    void loadAhead(PageBatch batch, int firstPage, int count) {
        batch.clear();
        claimAhead(batch, firstPage, 1, count, 0);
        if (batch.size() > 0) {
            readBatch(batch, 0);
        }
    }

    /**
     * Gives an absent page a frame without reading it, for a caller that writes all of it.
     *
     * @return the page's entry, BUSY for the caller until {@link #publish} or {@link #release}, with the frame's offset; 0
     *     when another thread was quicker
     */
    long reserve(int page, long absent) {
        if (!table.compareAndSet(page, absent, absent | BUSY)) {
            return 0;
        }
        boolean reserved = false;
        try {
            int frame = evictor.takeFrame();
            reserved = true;
            return absent | BUSY | frames.offset(frame);
        } finally {
            if (!reserved) {
                table.set(page, absent);
            }
        }
    }

    /** Makes a BUSY page resident in a frame, which holds its bytes. */
    long publish(int page, int frame, long absent, long flags) {
        frames.assign(frame, page);
        policy.admitted(frame);
        long entry = PageTable.resident(absent, frames.offset(frame), flags);
        table.set(page, entry);
        return entry;
    }

    /** Makes a BUSY page absent again and gives its frame back. */
    void release(int page, int frame, long absent) {
        if (frame != IndexStack.NONE) {
            frames.release(frame);
        }
        table.set(page, absent);
    }

    private void readUntilDone(PageBatch batch, int page, int frame, @Nullable Patience sofar) {
        Patience patience = sofar;
        long pages = readAhead.after(page);
        int ahead = ReadAhead.count(pages);
        int stride = ReadAhead.stride(pages);
        while (true) {
            batch.clear();
            batch.add(page, frames.memory(), frames.offset(frame));
            claimAhead(batch, page + (long) stride, stride, ahead, evictor.low() / 2 + 1);
            readBatch(batch, 1);
            PageResult result = batch.result(0);
            if (result.isDone()) {
                return;
            }
            patience = retry(result, page, patience);
            ahead = 0;
        }
    }

    private Patience retry(PageResult result, int page, @Nullable Patience sofar) {
        health.note(result);
        health.check();
        if (result instanceof PageResult.Lost lost) {
            throw new PageLostException(health.region(), page, page, Health.lostDetail(lost));
        }
        Patience patience = sofar == null ? new Patience(threads, timeout, health.stoppedCondition()) : sofar;
        if (!patience.pause()) {
            throw health.impatient("cannot read page " + page + " of region '" + health.region() + "' within "
                    + timeout.toMillis() + " ms: " + health.lastTrouble() + "; nothing is lost, try again");
        }
        health.check();
        return patience;
    }

    /** Adds absent pages to the batch, BUSY and with a frame each, while more frames than the reserve are free. */
    private void claimAhead(PageBatch batch, long firstPage, int stride, int count, int reserve) {
        for (int i = 0; i < count && !batch.isFull() && frames.free() > reserve; i++) {
            long next = firstPage + (long) i * stride;
            if (next < 0 || next >= pageCount) {
                return;
            }
            int page = (int) next;
            long entry = table.get(page);
            if (PageTable.hasAny(entry, RESIDENT | BUSY)) {
                continue;
            }
            int frame = frames.take();
            if (frame == IndexStack.NONE) {
                return;
            }
            if (table.compareAndSet(page, entry, entry | BUSY)) {
                batch.add(page, frames.memory(), frames.offset(frame));
            } else {
                frames.release(frame);
            }
        }
    }

    /** Reads a batch and settles the pages ahead, which start at {@code firstAhead} in it. */
    private void readBatch(PageBatch batch, int firstAhead) {
        boolean answered = false;
        try {
            store.read(batch);
            answered = true;
        } finally {
            for (int i = firstAhead; i < batch.size(); i++) {
                int page = (int) batch.page(i);
                int frame = frames.frame(batch.at(i));
                long absent = PageTable.absent(table.get(page));
                if (answered && batch.result(i).isDone()) {
                    publish(page, frame, absent, AHEAD);
                    pagesAhead.increment();
                } else {
                    release(page, frame, absent);
                }
            }
        }
    }
}
