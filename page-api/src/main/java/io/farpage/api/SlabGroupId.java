package io.farpage.api;

/**
 * Names a slab group: the {@code ordinal}-th group of a region.
 *
 * @param region the region that lives in it
 * @param ordinal from 0; group {@code ordinal} holds the pages from {@code ordinal * pagesPerGroup} on
 */
public record SlabGroupId(RegionId region, int ordinal) {
    public SlabGroupId {
        if (ordinal < 0) {
            throw new IllegalArgumentException("slab group " + ordinal + " of " + region + " is negative");
        }
    }

    @Override
    public String toString() {
        return region + "/group-" + ordinal;
    }
}
