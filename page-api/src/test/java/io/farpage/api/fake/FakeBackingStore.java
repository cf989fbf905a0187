package io.farpage.api.fake;

import io.farpage.api.BackingStore;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.RegionSealedException;
import io.farpage.api.RegionSpec;
import io.farpage.api.StoreStats;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * A region's pages in a map, with knobs to make pages fail, hang or be counted, and a watch on the duties of the caller. One
 * owner's view; made by {@link FakeRegionProvider}. Thread-safe.
 */
public final class FakeBackingStore implements BackingStore {
    private static final byte JUNK = (byte) 0xa5;

    private final RegionSpec spec;
    private final int epoch;
    private final int frameBytes;
    private final Map<Long, byte[]> pages;
    private final AtomicInteger currentEpoch;
    private final Runnable onCommit;
    private final Runnable onComplete;
    private final AtomicBoolean sealed;
    private final Runnable onClose;

    private final Map<Long, PageResult> readFailures = new ConcurrentHashMap<>();
    private final Map<Long, PageResult> writeFailures = new ConcurrentHashMap<>();
    private final Map<Long, CountDownLatch> readGates = new ConcurrentHashMap<>();
    private final Map<Long, CountDownLatch> writeGates = new ConcurrentHashMap<>();
    private volatile @Nullable PageResult failure;

    private final Map<Long, AtomicInteger> readsOf = new ConcurrentHashMap<>();
    private final Map<Long, AtomicInteger> writesOf = new ConcurrentHashMap<>();
    private final AtomicLong readCalls = new AtomicLong();
    private final AtomicLong reads = new AtomicLong();
    private final AtomicLong writes = new AtomicLong();
    private final AtomicLong lost = new AtomicLong();
    private final Map<Long, AtomicInteger> reading = new ConcurrentHashMap<>();
    private final Set<Long> writing = ConcurrentHashMap.newKeySet();
    private final Queue<String> violations = new ConcurrentLinkedQueue<>();
    private volatile boolean askedToSeal;
    private volatile boolean closed;

    FakeBackingStore(
            RegionSpec spec,
            int frameBytes,
            Map<Long, byte[]> pages,
            AtomicInteger currentEpoch,
            Runnable onCommit,
            Runnable onComplete,
            AtomicBoolean sealed,
            Runnable onClose) {
        this.spec = spec;
        this.epoch = currentEpoch.get();
        this.frameBytes = frameBytes;
        this.pages = pages;
        this.currentEpoch = currentEpoch;
        this.onCommit = onCommit;
        this.onComplete = onComplete;
        this.sealed = sealed;
        this.onClose = onClose;
    }

    /** From now on everything answers this instead of being done; null for nothing unusual. */
    public void failAll(@Nullable PageResult result) {
        failure = result;
    }

    /** From now on reads of the page answer this. */
    public void failReads(long page, PageResult result) {
        readFailures.put(page, result);
    }

    /** From now on writes of the page answer this. */
    public void failWrites(long page, PageResult result) {
        writeFailures.put(page, result);
    }

    /** Nothing fails or blocks any more, except what is fenced. */
    public void heal() {
        failure = null;
        readFailures.clear();
        writeFailures.clear();
        readGates.values().forEach(CountDownLatch::countDown);
        writeGates.values().forEach(CountDownLatch::countDown);
    }

    /** Reads of the page block until the latch that is returned is counted down. */
    public CountDownLatch blockReads(long page) {
        return readGates.computeIfAbsent(page, p -> new CountDownLatch(1));
    }

    /** Writes of the page block, after their bytes were taken, until the latch that is returned is counted down. */
    public CountDownLatch blockWrites(long page) {
        return writeGates.computeIfAbsent(page, p -> new CountDownLatch(1));
    }

    /** How often the page was asked for. */
    public int readsOf(long page) {
        return readsOf.computeIfAbsent(page, p -> new AtomicInteger()).get();
    }

    /** How often the page was sent. */
    public int writesOf(long page) {
        return writesOf.computeIfAbsent(page, p -> new AtomicInteger()).get();
    }

    /** Calls of {@link #read}. */
    public long readCalls() {
        return readCalls.get();
    }

    /** Whether a write of the page is under way. */
    public boolean isWriting(long page) {
        return writing.contains(page);
    }

    /** Fails when the caller has broken a duty: overlapping writes of a page, a read during a write, use after closing. */
    public void assertNoViolations() {
        if (!violations.isEmpty()) {
            throw new AssertionError("the store was used in ways that its contract forbids: " + violations);
        }
    }

    @Override
    public RegionSpec spec() {
        return spec;
    }

    @Override
    public int epoch() {
        return epoch;
    }

    @Override
    public int frameBytes() {
        return frameBytes;
    }

    @Override
    public void read(PageBatch batch) {
        checkOpen("read");
        readCalls.incrementAndGet();
        for (int i = 0; i < batch.size(); i++) {
            batch.result(i, read(batch.page(i), checkedFrame(batch, i)));
        }
    }

    private PageResult read(long page, MemorySegment frame) {
        readsOf.computeIfAbsent(page, p -> new AtomicInteger()).incrementAndGet();
        AtomicInteger readers = reading.computeIfAbsent(page, p -> new AtomicInteger());
        readers.incrementAndGet();
        try {
            if (writing.contains(page)) {
                violations.add("page " + page + " read while it was being written");
            }
            frame.fill(JUNK);
            awaitGate(readGates, page);
            PageResult trouble = trouble(readFailures, page);
            if (trouble != null) {
                if (trouble instanceof PageResult.Lost) {
                    lost.incrementAndGet();
                }
                return trouble;
            }
            byte[] bytes = pages.get(page);
            if (bytes == null) {
                frame.asSlice(0, spec.pageBytes()).fill((byte) 0);
            } else {
                MemorySegment.copy(bytes, 0, frame, ValueLayout.JAVA_BYTE, 0, bytes.length);
            }
            reads.incrementAndGet();
            return PageResult.Done.FULL;
        } finally {
            readers.decrementAndGet();
        }
    }

    @Override
    public void write(PageBatch batch) {
        checkOpen("write");
        checkNotSealed();
        for (int i = 0; i < batch.size(); i++) {
            batch.result(i, write(batch.page(i), checkedFrame(batch, i)));
        }
    }

    private PageResult write(long page, MemorySegment frame) {
        writesOf.computeIfAbsent(page, p -> new AtomicInteger()).incrementAndGet();
        if (!writing.add(page)) {
            violations.add("page " + page + " written twice at once");
        }
        AtomicInteger readers = reading.get(page);
        if (readers != null && readers.get() > 0) {
            violations.add("page " + page + " written while it was being read");
        }
        try {
            byte[] bytes = frame.asSlice(0, spec.pageBytes()).toArray(ValueLayout.JAVA_BYTE);
            awaitGate(writeGates, page);
            if (frame.asSlice(0, spec.pageBytes()).mismatch(MemorySegment.ofArray(bytes)) >= 0) {
                violations.add("page " + page + " changed while it was being written");
            }
            PageResult trouble = trouble(writeFailures, page);
            if (trouble != null) {
                return trouble;
            }
            frame.asSlice(spec.pageBytes()).fill((byte) 0);
            pages.put(page, bytes);
            forgetLoss(page);
            writes.incrementAndGet();
            return PageResult.Done.FULL;
        } finally {
            writing.remove(page);
        }
    }

    @Override
    public PageResult trim(long page) {
        checkOpen("trim");
        checkNotSealed();
        PageResult trouble = trouble(writeFailures, page);
        if (trouble != null) {
            return trouble;
        }
        pages.remove(page);
        forgetLoss(page);
        return PageResult.Done.FULL;
    }

    @Override
    public void commit() {
        checkOpen("commit");
        if (!writing.isEmpty()) {
            violations.add("committed while pages are being written: " + writing);
        }
        PageResult trouble = failure;
        if (trouble != null || !spec.hasCommits()) {
            throw new RegionException("region '" + spec.name() + "' cannot be committed: "
                    + (trouble == null ? "created without commits" : trouble));
        }
        onCommit.run();
    }

    @Override
    public void complete() {
        checkOpen("complete");
        onComplete.run();
    }

    @Override
    public void seal() {
        checkOpen("seal");
        askedToSeal = true;
        PageResult trouble = failure;
        if (trouble != null) {
            throw new RegionException("region '" + spec.name() + "' cannot be sealed now: " + trouble);
        }
        if (!writing.isEmpty()) {
            violations.add("sealed while pages are being written: " + writing);
        }
        onComplete.run();
        sealed.set(true);
    }

    @Override
    public boolean isSealed() {
        return askedToSeal || sealed.get();
    }

    private void checkNotSealed() {
        if (isSealed()) {
            throw new RegionSealedException(spec.name());
        }
    }

    @Override
    public int tolerates() {
        return spec.redundancy().parity();
    }

    @Override
    public StoreStats stats() {
        return new StoreStats(reads.get(), 0, writes.get(), lost.get(), 0, 0, 0);
    }

    @Override
    public void close() {
        closed = true;
        onClose.run();
    }

    /** A page that was lost is whole again once it is written. */
    private void forgetLoss(long page) {
        PageResult result = readFailures.get(page);
        if (result instanceof PageResult.Lost) {
            readFailures.remove(page, result);
        }
    }

    private @Nullable PageResult trouble(Map<Long, PageResult> failures, long page) {
        int now = currentEpoch.get();
        if (now != epoch) {
            return new PageResult.Fenced(now);
        }
        PageResult all = failure;
        return all != null ? all : failures.get(page);
    }

    private MemorySegment checkedFrame(PageBatch batch, int i) {
        if (batch.page(i) < 0 || batch.page(i) >= spec.pageCount()) {
            violations.add("page " + batch.page(i) + " is not in the region");
        }
        MemorySegment frame = batch.memory(i).asSlice(batch.at(i), frameBytes);
        if (frame.isNative() && frame.address() % 64 != 0) {
            violations.add("memory of page " + batch.page(i) + " is not 64-byte aligned");
        }
        return frame;
    }

    private void checkOpen(String call) {
        if (closed) {
            violations.add(call + " after close");
        }
    }

    private static void awaitGate(Map<Long, CountDownLatch> gates, long page) {
        CountDownLatch gate = gates.get(page);
        if (gate != null) {
            try {
                gate.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("interrupted at the gate of page " + page, e);
            }
        }
    }
}
