package io.farpage.replication;

import io.farpage.api.BackingStore;
import io.farpage.api.DirectoryException;
import io.farpage.api.LatencyClass;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.PlacementDirectory.Acquired;
import io.farpage.api.RegionException;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionProvider;
import io.farpage.api.RegionSealedException;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;

/** Creates, opens and deletes regions on the hosts that a directory knows. Thread-safe. */
public final class Regions implements RegionProvider {
    private final PlacementDirectory directory;
    private final Peers peers;
    private final Threads threads;
    private final RegionAllocator allocator;
    private final Config config;

    /**
     * How regions are made and held.
     *
     * @param owner names this process; a process that comes back under the same name may take over without waiting
     * @param slabBytes memory of a full slab
     * @param lease how long others wait for an owner that has gone silent
     * @param stripes how patient reads and writes are
     */
    public record Config(String owner, long slabBytes, Duration lease, StripeConfig stripes) {}

    public Regions(
            PlacementDirectory directory, Peers peers, Threads threads, PlacementPolicy placement, Config config) {
        this.directory = directory;
        this.peers = peers;
        this.threads = threads;
        this.config = config;
        allocator = new RegionAllocator(
                directory,
                peers,
                threads,
                placement,
                config.slabBytes(),
                config.stripes().pageTimeoutNs());
    }

    @Override
    public BackingStore create(RegionSpec spec) {
        RegionInfo info = directory.createRegion(spec, allocator.pagesPerGroup(spec));
        int epoch = acquire(info);
        List<SlabGroup> groups;
        try {
            groups = allocator.allocate(info, epoch);
        } catch (RuntimeException e) {
            directory.deleteRegion(info.id(), epoch);
            throw e;
        }
        return open(context(info, epoch, groups));
    }

    @Override
    public BackingStore attach(String name) {
        RegionInfo before = find(name);
        if (before.sealed()) {
            throw new RegionSealedException(name);
        }
        int epoch = acquire(before);
        try {
            return open(recover(name, epoch));
        } catch (RuntimeException e) {
            try {
                directory.release(before.id(), epoch);
            } catch (DirectoryException silent) {
                e.addSuppressed(silent); // The lease runs out by itself.
            }
            throw e;
        }
    }

    /** The region as its former owners left it, which may have committed until it was acquired. */
    private RegionContext recover(String name, int epoch) {
        RegionInfo info = find(name);
        List<SlabGroup> groups = directory.groups(info.id());
        if ((long) groups.size() * info.pagesPerGroup() < info.spec().pageCount()) {
            throw new RegionException("region '" + name + "' was never allocated in full: whoever created it stopped in"
                    + " the middle; delete it and create it again");
        }
        RegionContext region = context(info, epoch, groups);
        try {
            new RegionRecovery(region).run();
            if (info.spec().hasCommits()) {
                // What was rolled back counts only now, and until now it could be done again.
                region.commits.commit(region.newestVersion());
            }
            return region;
        } catch (RuntimeException e) {
            region.close();
            throw e;
        }
    }

    @Override
    public BackingStore openSealed(String name) {
        RegionInfo info = find(name);
        if (!info.sealed()) {
            throw new RegionException(
                    "region '" + name + "' is not sealed: attach it as its owner, or have its owner seal it");
        }
        RegionContext region = context(info, info.epoch(), directory.groups(info.id()));
        try {
            region.noteSealed();
            new SealedScan(region).run();
        } catch (RuntimeException e) {
            region.close();
            throw e;
        }
        return open(region);
    }

    @Override
    public void delete(String name) {
        RegionInfo info = find(name);
        int epoch = info.sealed() ? info.epoch() : acquire(info);
        List<SlabGroup> groups = directory.groups(info.id());
        directory.deleteRegion(info.id(), epoch);
        groups.forEach(allocator::giveBack);
    }

    @Override
    public List<RegionInfo> regions() {
        return directory.regions();
    }

    @Override
    public LatencyClass latency() {
        return directory.hosts().stream()
                .filter(host -> host.state().mayJoin())
                .map(peers::latency)
                .max(Comparator.naturalOrder())
                .orElse(LatencyClass.MEMORY);
    }

    private RegionInfo find(String name) {
        return directory
                .region(name)
                .orElseThrow(() -> new RegionException("there is no region '" + name + "'; create it first"));
    }

    private int acquire(RegionInfo info) {
        return switch (directory.acquire(info.id(), config.owner(), config.lease())) {
            case Acquired.Granted granted -> granted.epoch();
            case Acquired.Held held ->
                throw new RegionException("region '" + info.spec().name() + "' belongs to " + held.owner()
                        + " for another " + held.leftMs() + " ms; close it there, or wait until its lease has run out");
        };
    }

    private RegionContext context(RegionInfo info, int epoch, List<SlabGroup> groups) {
        GroupHandle[] handles = groups.stream()
                .map(g -> new GroupHandle(directory, peers, info.spec().redundancy(), epoch, g))
                .toArray(GroupHandle[]::new);
        return new RegionContext(
                info,
                epoch,
                new CommitPoint(directory, info, epoch, handles),
                config.stripes(),
                threads,
                peers,
                handles,
                config.owner().hashCode());
    }

    private BackingStore open(RegionContext region) {
        return new RegionStore(region, directory, config.lease());
    }
}
