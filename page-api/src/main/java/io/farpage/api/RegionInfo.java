package io.farpage.api;

/**
 * What the directory knows of a region.
 *
 * @param id its id
 * @param spec what it was created with
 * @param epoch the newest epoch that was granted; 0 before the first owner
 * @param owner who holds the lease; empty when nobody does
 * @param pagesPerGroup pages that each slab group but the last one holds
 * @param complete false from the creation of a region that {@link RegionSpec#startsIncomplete} until an owner completes it
 * @param committed the newest version that its next owner finds, in a region with commits; {@link Version#NONE} before the first
 * @param sealed whether its last owner has sealed it: it is complete, has no owner and gets none, and its pages never change
 */
public record RegionInfo(
        RegionId id,
        RegionSpec spec,
        int epoch,
        String owner,
        int pagesPerGroup,
        boolean complete,
        long committed,
        boolean sealed) {
    /** A region that nobody has owned yet. */
    public static RegionInfo created(RegionId id, RegionSpec spec, int pagesPerGroup) {
        return new RegionInfo(id, spec, 0, "", pagesPerGroup, !spec.startsIncomplete(), Version.NONE, false);
    }

    /** The region with another owner, or none. */
    public RegionInfo ownedBy(int newEpoch, String newOwner) {
        return new RegionInfo(id, spec, newEpoch, newOwner, pagesPerGroup, complete, committed, sealed);
    }

    /** The region once all is in it. */
    public RegionInfo completed() {
        return new RegionInfo(id, spec, epoch, owner, pagesPerGroup, true, committed, sealed);
    }

    /** The region once its owner has committed all versions up to that one. */
    public RegionInfo committed(long version) {
        return new RegionInfo(id, spec, epoch, owner, pagesPerGroup, complete, version, sealed);
    }

    /** The region once its owner has given it up for good. */
    public RegionInfo afterSealing() {
        return new RegionInfo(id, spec, epoch, "", pagesPerGroup, true, committed, true);
    }
}
