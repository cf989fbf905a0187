package io.farpage.bench.pager;

import io.farpage.pager.RemoteRegion;

/** A region as memory. */
public final class RegionMemory implements RandomAccesses.Memory {
    private final RemoteRegion region;

    public RegionMemory(RemoteRegion region) {
        this.region = region;
    }

    /** Writes what benchmarks expect in all of a region's pages. */
    public static void fill(RemoteRegion region) {
        PageContent content = new PageContent();
        for (long at = 0; at < region.length(); at += PagerBench.PAGE) {
            region.write(at, content.of(at));
        }
        region.flush();
    }

    @Override
    public long get(long at) {
        return region.getLong(at);
    }

    @Override
    public void set(long at, long value) {
        region.setLong(at, value);
    }
}
