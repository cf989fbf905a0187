package io.farpage.api;

import java.util.List;

/** Creates, opens and deletes regions for programs. Blocks for a bounded time. Thread-safe. */
public interface RegionProvider {
    /**
     * Allocates a region and opens it as its owner. All its memory is lent before this returns.
     *
     * @throws RegionException when the name is taken, the hosts cannot hold it, or the directory does not answer
     */
    BackingStore create(RegionSpec spec);

    /**
     * Opens an existing region as its owner: fences whoever owned it before and recovers every page that was acknowledged.
     *
     * @throws RegionSealedException when it is sealed: {@link #openSealed} opens it
     * @throws RegionException when there is no such region, somebody else holds its lease, or too few hosts answer
     */
    BackingStore attach(String name);

    /**
     * Opens a sealed region to read it, beside any number of others who do. Changes nothing, at the hosts or in the
     * directory: writes and trims of the store that is returned throw {@link RegionSealedException}.
     *
     * @throws RegionException when there is no such region, it is not sealed, or too few hosts answer
     */
    BackingStore openSealed(String name);

    /**
     * Deletes a region and gives its memory back. A sealed one is deleted whoever reads it.
     *
     * @throws RegionException when there is no such region or somebody holds its lease
     */
    void delete(String name);

    /** All regions, by name. */
    List<RegionInfo> regions();

    /**
     * The class of the farthest host that new regions may be on; the nearest class when there is none.
     *
     * @throws RegionException when the directory does not answer
     */
    LatencyClass latency();
}
