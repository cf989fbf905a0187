package io.farpage.replication;

import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.Threads;
import io.farpage.api.Version;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;

/** What the reader, the writer and the recovery of one region share, for one owner. Thread-safe. */
final class RegionContext implements AutoCloseable {
    private static final int OPENING_THREADS = 8;

    final RegionId id;
    final RegionSpec spec;
    final int epoch;
    final int pagesPerGroup;
    final RedundancyScheme scheme;
    final StripeConfig config;
    final Threads threads;
    final Peers peers;
    final GroupHandle[] groups;
    final CommitPoint commits;
    final PageTable table;
    final ExtraReads extra;
    final Backoff backoff;

    /** For opening the region. */
    final Parallel parallel;

    /** Zeros, as many as a fragment has; never written to. */
    final MemorySegment blankPayload;

    final LongAdder pagesRead = new LongAdder();
    final LongAdder degradedReads = new LongAdder();
    final LongAdder extraReads = new LongAdder();
    final LongAdder pagesWritten = new LongAdder();
    final LongAdder lostReads = new LongAdder();
    final LongAdder badFragments = new LongAdder();
    final LongAdder overloadedPages = new LongAdder();
    final LongAdder directoryFailures = new LongAdder();

    private final Arena arena = Arena.ofShared();
    private final AtomicLong lastCounter = new AtomicLong();
    private final AtomicInteger fencedBy = new AtomicInteger();
    private final Set<Long> inDoubt = ConcurrentHashMap.newKeySet();
    private volatile boolean sealed;
    private final ArrayDeque<StripeOps> pool = new ArrayDeque<>();

    RegionContext(
            RegionInfo info,
            int epoch,
            CommitPoint commits,
            StripeConfig config,
            Threads threads,
            Peers peers,
            GroupHandle[] groups,
            long seed) {
        this.id = info.id();
        this.spec = info.spec();
        this.epoch = epoch;
        this.pagesPerGroup = info.pagesPerGroup();
        this.commits = commits;
        this.scheme = RedundancyScheme.of(spec);
        this.config = config;
        this.threads = threads;
        this.peers = peers;
        this.groups = groups;
        this.extra = new ExtraReads(config);
        this.backoff = new Backoff(config.retryPauseNs(), seed);
        this.parallel = new Parallel(threads, OPENING_THREADS - 1);
        this.table = new PageTable(spec.pageCount(), largestGroup(groups));
        this.blankPayload = arena.allocate(spec.fragmentBytes(), 64);
    }

    private static int largestGroup(GroupHandle[] groups) {
        return Arrays.stream(groups)
                .mapToInt(group -> group.view().group().slotCount())
                .max()
                .orElse(1);
    }

    /** What headers of the region's fragments must say. */
    HeaderScan.RegionIdentity identity() {
        return new HeaderScan.RegionIdentity(
                id.value(), spec.redundancy().data(), spec.redundancy().parity());
    }

    /** Whether this is a page of the region, in that group. */
    boolean isOf(long page, GroupHandle group) {
        return page < spec.pageCount() && groupOf(page).equals(group);
    }

    /** Does something with each member of a mask, beside each other. */
    void ofAll(long members, IntConsumer each) {
        List<Runnable> pieces = new ArrayList<>();
        for (long left = members; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            pieces.add(() -> each.accept(index));
        }
        parallel.run("members of " + spec.name(), pieces);
    }

    GroupHandle groupOf(long page) {
        return groups[(int) (page / pagesPerGroup)];
    }

    /** A version that no write of this region had before. */
    long nextVersion() {
        return Version.of(epoch, lastCounter.incrementAndGet());
    }

    /** The newest version of this owner; {@link Version#NONE} before its first. */
    long newestVersion() {
        long counter = lastCounter.get();
        return counter == 0 ? Version.NONE : Version.of(epoch, counter);
    }

    /** The newer epoch that was seen, or 0 while this owner has seen none. */
    int fencedBy() {
        return fencedBy.get();
    }

    void noteFenced(int newerEpoch) {
        fencedBy.accumulateAndGet(newerEpoch, Math::max);
    }

    /** Nobody who would know of a group's pages is left: one without a version is not one that was never written. */
    void loseTheUnknown(GroupHandle group) {
        long first = (long) group.view().group().id().ordinal() * pagesPerGroup;
        long end = Math.min(first + pagesPerGroup, spec.pageCount());
        for (long page = first; page < end; page++) {
            if (table.slot(page) == PageTable.NO_SLOT) {
                table.set(page, Version.NONE, 0, PageTable.State.LOST);
            }
        }
    }

    /** Whether the directory has said that the region is sealed at this epoch. */
    boolean isSealed() {
        return sealed;
    }

    void noteSealed() {
        sealed = true;
    }

    /** Pages of which a newer version than the acknowledged one may be found at some hosts. */
    Set<Long> inDoubt() {
        return inDoubt;
    }

    StripeOps takeOps() {
        synchronized (pool) {
            StripeOps ops = pool.poll();
            if (ops != null) {
                return ops;
            }
        }
        return new StripeOps(config.pagesInFlight(), spec.redundancy().total(), scheme.scratchBytes());
    }

    void giveBack(StripeOps ops) {
        synchronized (pool) {
            pool.push(ops);
        }
    }

    @Override
    public void close() {
        table.close();
        arena.close();
        synchronized (pool) {
            pool.forEach(StripeOps::close);
            pool.clear();
        }
    }
}
