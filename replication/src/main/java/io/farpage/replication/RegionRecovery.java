package io.farpage.replication;

import io.farpage.api.RegionException;
import java.util.ArrayList;
import java.util.List;

/**
 * Takeover: fences all members of a region's groups at the new epoch and finds the newest acknowledged version of every page
 * from the headers in their slots. All versions of a page are in one group, so groups are recovered beside each other.
 */
final class RegionRecovery {
    private final RegionContext region;

    RegionRecovery(RegionContext region) {
        this.region = region;
    }

    /**
     * Fills the region's page table and slot maps.
     *
     * @throws RegionException when too few members of a group answer now, or the region was taken over by somebody else
     */
    void run() {
        List<Runnable> groups = new ArrayList<>();
        for (GroupHandle group : region.groups) {
            groups.add(() -> new GroupRecovery(region, group).run());
        }
        region.parallel.run("recovery of " + region.spec.name(), groups);
    }
}
