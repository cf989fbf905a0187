package io.farpage.replication;

import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionException;
import io.farpage.api.RegionInfo;
import io.farpage.api.Version;

/**
 * Which versions of a region its next owner takes. A slot that holds one of them is kept when its page is written again, until the next
 * commit is known to have happened: of one that may have happened, both outcomes are provided for. Thread-safe.
 */
final class CommitPoint {
    private final PlacementDirectory directory;
    private final RegionInfo region;
    private final int epoch;
    private final GroupHandle[] groups;
    private volatile long upTo;
    private volatile boolean unsettled;

    /** @param epoch the owner's */
    CommitPoint(PlacementDirectory directory, RegionInfo region, int epoch, GroupHandle[] groups) {
        this.directory = directory;
        this.region = region;
        this.epoch = epoch;
        this.groups = groups;
        upTo = region.committed();
    }

    /** Whether the region's next owner may take that version of a page: it was committed, or the region has no commits. */
    boolean includes(long version) {
        return !region.spec().hasCommits() || version <= upTo;
    }

    /** Gives up the slot of a version that was replaced: at once, or after the next commit if the next owner may want it. */
    void replaced(GroupHandle group, long version, int slot) {
        if (region.spec().hasCommits() && version <= upTo) {
            group.slots().keep(slot);
        } else {
            group.slots().free(slot);
        }
    }

    /**
     * Commits all versions up to {@code newest}, all of which are acknowledged or were replaced; no write is under way.
     *
     * @throws RegionException when the directory does not answer, or somebody else owns the region
     */
    synchronized void commit(long newest) {
        if (!region.spec().hasCommits()) {
            throw new RegionException("region '" + region.spec().name()
                    + "' was created without commits: create it with them, or flush it");
        }
        settle();
        if (newest == Version.NONE || newest == upTo) {
            return;
        }
        for (GroupHandle group : groups) {
            group.slots().beginCommit();
        }
        upTo = newest;
        unsettled = true;
        settle();
    }

    /** Makes sure of the last commit, if that may have failed. */
    synchronized void settle() {
        if (unsettled) {
            directory.commitRegion(region.id(), epoch, upTo);
            for (GroupHandle group : groups) {
                group.slots().endCommit();
            }
            unsettled = false;
        }
    }

    /** Whether it is not known if the last commit has happened: slots are kept for both cases. */
    boolean isUnsettled() {
        return unsettled;
    }
}
