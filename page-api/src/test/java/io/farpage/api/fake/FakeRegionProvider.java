package io.farpage.api.fake;

import io.farpage.api.BackingStore;
import io.farpage.api.LatencyClass;
import io.farpage.api.RegionException;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionProvider;
import io.farpage.api.RegionSealedException;
import io.farpage.api.RegionSpec;
import io.farpage.api.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** Regions in maps that outlive their owners. Thread-safe. */
public final class FakeRegionProvider implements RegionProvider {
    private final Map<String, Region> regions = new TreeMap<>();
    private final int spareFrameBytes;
    private int ids;

    private static final class Region {
        final RegionId id;
        final RegionSpec spec;
        final Map<Long, byte[]> pages = new ConcurrentHashMap<>();
        final Map<Long, byte[]> committed = new ConcurrentHashMap<>();
        final AtomicInteger epoch = new AtomicInteger();
        final AtomicBoolean complete;
        final AtomicBoolean sealed = new AtomicBoolean();

        @Nullable
        FakeBackingStore owner;

        Region(RegionId id, RegionSpec spec) {
            this.id = id;
            this.spec = spec;
            complete = new AtomicBoolean(!spec.startsIncomplete());
        }
    }

    /** Frames are as large as pages. */
    public FakeRegionProvider() {
        this(0);
    }

    /** Frames are larger than pages by so many bytes, a multiple of 64. */
    public FakeRegionProvider(int spareFrameBytes) {
        this.spareFrameBytes = spareFrameBytes;
    }

    /** The view of the region's newest owner. */
    public synchronized FakeBackingStore store(String name) {
        FakeBackingStore owner = region(name).owner;
        if (owner == null) {
            throw new AssertionError("nobody owns region '" + name + "'");
        }
        return owner;
    }

    /** Heals all stores that have owners. */
    public synchronized void healAll() {
        for (Region region : regions.values()) {
            FakeBackingStore owner = region.owner;
            if (owner != null) {
                owner.heal();
            }
        }
    }

    /** The acknowledged bytes of a page; zeros when it was never written. */
    public synchronized byte[] page(String name, long page) {
        Region region = region(name);
        byte[] bytes = region.pages.get(page);
        return bytes == null ? new byte[region.spec.pageBytes()] : bytes.clone();
    }

    /** Ends the owner's lease, so that somebody else may attach while the old owner believes in it. */
    public synchronized void expireLease(String name) {
        region(name).owner = null;
    }

    @Override
    public synchronized BackingStore create(RegionSpec spec) {
        if (regions.containsKey(spec.name())) {
            throw new RegionException("there is a region '" + spec.name() + "' already: choose another name");
        }
        Region region = new Region(new RegionId(++ids), spec);
        regions.put(spec.name(), region);
        return open(region);
    }

    @Override
    public synchronized BackingStore attach(String name) {
        Region region = region(name);
        if (region.sealed.get()) {
            throw new RegionSealedException(name);
        }
        checkUnowned(region);
        if (region.spec.hasCommits()) {
            region.pages.clear();
            region.pages.putAll(region.committed);
        }
        return open(region);
    }

    @Override
    public synchronized BackingStore openSealed(String name) {
        Region region = region(name);
        if (!region.sealed.get()) {
            throw new RegionException("region '" + name + "' is not sealed: attach it");
        }
        return store(region, () -> {});
    }

    @Override
    public synchronized void delete(String name) {
        Region region = region(name);
        if (!region.sealed.get()) {
            checkUnowned(region);
        }
        regions.remove(name);
    }

    @Override
    public synchronized List<RegionInfo> regions() {
        List<RegionInfo> all = new ArrayList<>();
        for (Region region : regions.values()) {
            String owner = region.owner == null ? "" : "test";
            int pages = (int) Math.max(1, region.spec.pageCount());
            RegionInfo info = new RegionInfo(
                    region.id,
                    region.spec,
                    region.epoch.get(),
                    owner,
                    pages,
                    region.complete.get(),
                    Version.NONE,
                    false);
            all.add(region.sealed.get() ? info.afterSealing() : info);
        }
        return all;
    }

    @Override
    public LatencyClass latency() {
        return LatencyClass.ONE_SIDED;
    }

    private FakeBackingStore open(Region region) {
        int epoch = region.epoch.incrementAndGet();
        FakeBackingStore store = store(region, () -> closed(region, epoch));
        region.owner = store;
        return store;
    }

    private FakeBackingStore store(Region region, Runnable onClose) {
        return new FakeBackingStore(
                region.spec,
                region.spec.pageBytes() + spareFrameBytes,
                region.pages,
                region.epoch,
                () -> {
                    region.committed.clear();
                    region.committed.putAll(region.pages);
                },
                () -> region.complete.set(true),
                region.sealed,
                onClose);
    }

    private synchronized void closed(Region region, int epoch) {
        FakeBackingStore owner = region.owner;
        if (owner != null && owner.epoch() == epoch) {
            region.owner = null;
        }
    }

    private Region region(String name) {
        Region region = regions.get(name);
        if (region == null) {
            throw new RegionException("there is no region '" + name + "'");
        }
        return region;
    }

    private static void checkUnowned(Region region) {
        if (region.owner != null) {
            throw new RegionException("region '" + region.spec.name() + "' is in use: close it first");
        }
    }
}
