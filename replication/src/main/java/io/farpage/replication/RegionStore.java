package io.farpage.replication;

import io.farpage.api.BackingStore;
import io.farpage.api.DirectoryException;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionSpec;
import io.farpage.api.StoreStats;
import io.farpage.api.Threads;
import java.time.Duration;

/** One region in the hands of its owner: stripes on slab groups, behind the port that the pager knows. */
final class RegionStore implements BackingStore {
    private final RegionContext region;
    private final PlacementDirectory directory;
    private final StripeReader reader;
    private final StripeWriter writer;
    private final Threads.Task keeper;

    RegionStore(RegionContext region, PlacementDirectory directory, Duration lease) {
        this.region = region;
        this.directory = directory;
        reader = new StripeReader(region);
        writer = new StripeWriter(region);
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
        StripeOps ops = region.takeOps();
        try {
            for (int from = 0; from < batch.size(); from += ops.pageCapacity()) {
                writer.write(batch, from, Math.min(ops.pageCapacity(), batch.size() - from), ops);
            }
        } finally {
            region.giveBack(ops);
        }
    }

    @Override
    public PageResult trim(long page) {
        StripeOps ops = region.takeOps();
        try {
            return writer.trim(page, ops);
        } finally {
            region.giveBack(ops);
        }
    }

    @Override
    public void complete() {
        directory.completeRegion(region.id, region.epoch);
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
            directory.release(region.id, region.epoch);
        } catch (DirectoryException e) {
            region.directoryFailures.increment(); // The lease runs out by itself.
        } finally {
            region.close();
        }
    }
}
