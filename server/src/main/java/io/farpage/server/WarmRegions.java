package io.farpage.server;

import io.farpage.api.BackingStore;
import io.farpage.api.LatencyClass;
import io.farpage.api.Redundancy.Scheme;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionProvider;
import io.farpage.api.RegionSpec;
import io.farpage.api.Threads;
import io.farpage.codec.Codec;
import io.farpage.codec.CodecWarmup;
import io.farpage.codec.Geometry;
import java.util.List;

/**
 * Warms up the codec of a region in a thread of its own when the region is opened: uncompiled, coding a page takes up to a
 * thousand times as long. Where the codec is warm already, that thread ends after some milliseconds. Thread-safe.
 */
public final class WarmRegions implements RegionProvider {
    private final RegionProvider regions;
    private final Threads threads;

    /** Opens the regions of {@code regions}. */
    public WarmRegions(RegionProvider regions, Threads threads) {
        this.regions = regions;
        this.threads = threads;
    }

    @Override
    public BackingStore create(RegionSpec spec) {
        warmUp(spec); // while the memory is being lent
        return regions.create(spec);
    }

    @Override
    public BackingStore attach(String name) {
        BackingStore store = regions.attach(name);
        warmUp(store.spec());
        return store;
    }

    @Override
    public BackingStore openSealed(String name) {
        BackingStore store = regions.openSealed(name);
        warmUp(store.spec());
        return store;
    }

    @Override
    public void delete(String name) {
        regions.delete(name);
    }

    @Override
    public List<RegionInfo> regions() {
        return regions.regions();
    }

    @Override
    public LatencyClass latency() {
        return regions.latency();
    }

    private void warmUp(RegionSpec spec) {
        if (spec.redundancy().scheme() == Scheme.CODED) {
            Codec codec = Codec.of(
                    new Geometry(spec.redundancy().data(), spec.redundancy().parity()));
            threads.start(
                    "codec warm-up for " + spec.name(),
                    stop -> CodecWarmup.run(codec, spec.pageBytes(), CodecWarmup.USUAL_ROUNDS));
        }
    }
}
