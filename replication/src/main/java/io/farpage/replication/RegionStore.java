package io.farpage.replication;

import io.farpage.api.BackingStore;
import io.farpage.api.DirectoryException;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.api.RegionSpec;
import io.farpage.api.StoreStats;
import io.farpage.api.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;

/** One region in the hands of its owner or a reader: stripes on slab groups, behind the port that the pager knows. */
final class RegionStore implements BackingStore {
    private final RegionContext region;
    private final PlacementDirectory directory;
    private final StripeReader reader;
    private final StripeWriter writer;
    private final SealGate gate;
    private final Threads.Task keeper;

    /** @param lease how long others wait for an owner; means nothing for a region that is sealed */
    RegionStore(RegionContext region, PlacementDirectory directory, Duration lease) {
        this.region = region;
        this.directory = directory;
        reader = new StripeReader(region);
        writer = new StripeWriter(region);
        gate = new SealGate(region.spec.name());
        if (region.isSealed()) {
            gate.close(region.threads);
        }
        keeper = region.threads.start("keeper of " + region.spec.name(), new RegionKeeper(directory, region, lease));
    }

    @Override
    public RegionSpec spec() {
        return region.spec;
    }

    @Override
    public int epoch() {
        return region.epoch;
    }

    @Override
    public int frameBytes() {
        return region.scheme.frameBytes();
    }

    @Override
    public void read(PageBatch batch) {
        StripeOps ops = region.takeOps();
        try {
            for (int from = 0; from < batch.size(); from += ops.pageCapacity()) {
                reader.read(batch, from, Math.min(ops.pageCapacity(), batch.size() - from), ops);
            }
        } finally {
            region.giveBack(ops);
        }
    }

    @Override
    public void write(PageBatch batch) {
        gate.enter();
        StripeOps ops = region.takeOps();
        try {
            for (int from = 0; from < batch.size(); from += ops.pageCapacity()) {
                writer.write(batch, from, Math.min(ops.pageCapacity(), batch.size() - from), ops);
            }
        } finally {
            region.giveBack(ops);
            gate.exit();
        }
    }

    @Override
    public PageResult trim(long page) {
        gate.enter();
        StripeOps ops = region.takeOps();
        try {
            return writer.trim(page, ops);
        } finally {
            region.giveBack(ops);
            gate.exit();
        }
    }

    @Override
    public void commit() {
        region.commits.commit(region.newestVersion());
    }

    @Override
    public void complete() {
        if (!region.isSealed()) {
            directory.completeRegion(region.id, region.epoch);
        }
    }

    @Override
    public void seal() {
        if (region.isSealed()) {
            return;
        }
        gate.close(region.threads);
        settleDoubts();
        directory.sealRegion(region.id, region.epoch);
        region.noteSealed();
    }

    @Override
    public boolean isSealed() {
        return gate.isClosed();
    }

    /** Leaves no version behind that some readers would take and others would not. */
    private void settleDoubts() {
        StripeOps ops = region.takeOps();
        try (Arena arena = Arena.ofShared()) { // Transports fill it from threads of their own.
            MemorySegment frame = arena.allocate(region.scheme.frameBytes(), 64);
            Rewriter rewriter = new Rewriter(region, reader, writer);
            for (long page : region.inDoubt()) {
                PageResult result = rewriter.rewrite(page, frame, ops);
                if (result instanceof PageResult.Fenced fenced) {
                    throw new RegionFencedException(region.spec.name(), region.epoch, fenced.currentEpoch());
                }
                if (!result.isDone()) {
                    throw new RegionException(
                            "region '" + region.spec.name() + "' cannot be sealed now: the last write of"
                                    + " page " + page
                                    + " was not acknowledged, and what it held before could not be written again: "
                                    + result + "; seal it again");
                }
            }
        } finally {
            region.giveBack(ops);
        }
    }

    @Override
    public int tolerates() {
        int least = region.spec.redundancy().parity();
        for (GroupHandle group : region.groups) {
            least = Math.min(
                    least, group.view().healthy() - region.spec.redundancy().data());
        }
        return Math.max(-1, least);
    }

    @Override
    public StoreStats stats() {
        return new StoreStats(
                region.pagesRead.sum(),
                region.degradedReads.sum(),
                region.pagesWritten.sum(),
                region.lostReads.sum(),
                region.badFragments.sum(),
                region.overloadedPages.sum(),
                region.extraReads.sum());
    }

    @Override
    public void close() {
        keeper.close();
        try {
            if (!region.isSealed()) {
                directory.release(region.id, region.epoch);
            }
        } catch (DirectoryException e) {
            region.directoryFailures.increment(); // The lease runs out by itself.
        } finally {
            region.close();
        }
    }
}
