package io.farpage.api;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * The cluster's one truth about hosts, regions and slab groups, kept by the metadata group. Linearizable: what one call has
 * done, every later call sees. No page operation calls it. Blocks for a bounded time; thread-safe.
 *
 * <p>Every method throws {@link DirectoryException} when the group does not answer in time (then a change may or may not
 * have happened; all changes may be asked for again) or when what is asked for is not allowed.
 */
public interface PlacementDirectory {
    /** The longest text that {@link #noteRepairBlocked} takes. */
    int MAX_NOTE = 1000;

    /**
     * Makes a host known, or known again after a restart: it gets a new incarnation and its former one is dead.
     *
     * @param host its lasting id
     * @param address where its transport listens
     * @param failureDomain hosts with equal labels may fail together
     * @param capacityBytes memory that it lends
     */
    HostInfo registerHost(HostId host, String address, String failureDomain, long capacityBytes);

    /**
     * Says what is to be thought of an incarnation. Dead ones stay dead; only one that is alive becomes suspect.
     *
     * @return whether this changed anything; false for an incarnation that is not the newest
     */
    boolean setHostState(HostRef host, HostState state);

    /**
     * Declares an incarnation that is silent dead, unless pages could be lost by it: when one of its slab groups has k members that
     * hold everything on hosts that are not dead, but fewer without it and those that are silent, nothing changes. Of those that are silent, any
     * may be the ones that live.
     *
     * @param silent all hosts that do not answer now, this one or not
     * @return whether this changed anything; false also for an incarnation that is not the newest, or is dead
     */
    boolean declareDeadIfSpared(HostRef host, Set<HostId> silent);

    /**
     * Says how much memory an incarnation lends from now on. When its slabs take more than that, repair moves some away.
     *
     * @param expectedBytes what it has lent so far; if that is not so any more, nothing changes
     * @param capacityBytes what it lends from now on, 0 or more
     * @return whether it lends {@code capacityBytes} now; false for an incarnation that is not the newest
     */
    boolean setHostCapacity(HostRef host, long expectedBytes, long capacityBytes);

    /** The newest incarnation of every host, by id. */
    List<HostInfo> hosts();

    /** Makes a region known, without owner and groups; its name must be free. */
    RegionInfo createRegion(RegionSpec spec, int pagesPerGroup);

    /**
     * Forgets a region and its groups, if it is not gone already. Somebody must hold its lease at {@code epoch}, or it is
     * sealed at that epoch.
     */
    void deleteRegion(RegionId region, int epoch);

    Optional<RegionInfo> region(String name);

    /** All regions, by name. */
    List<RegionInfo> regions();

    /**
     * Asks for ownership. Granted when nobody holds the lease, it has run out, or {@code owner} holds it itself. From then
     * on requests of older epochs are refused. A sealed region is never granted: the request is refused.
     */
    Acquired acquire(RegionId region, String owner, Duration lease);

    /**
     * Prolongs the lease.
     *
     * @return false when the region is at another epoch: the caller owns it no longer
     */
    boolean renew(RegionId region, int epoch, Duration lease);

    /** Says that all that a region is made for is in it, if it is not said already. The caller owns it at {@code epoch}. */
    void completeRegion(RegionId region, int epoch);

    /**
     * Says that whoever owns a region next finds each page at its newest version up to {@code version}, and none that is newer. An older
     * one than the directory knows changes nothing. The caller owns the region, which has commits, at {@code epoch}.
     */
    void commitRegion(RegionId region, int epoch, long version);

    /**
     * Makes a region complete, without owner and never to have one again, if it is not sealed at {@code epoch} already.
     * The caller owns it at {@code epoch}, which stays.
     */
    void sealRegion(RegionId region, int epoch);

    /** Gives the lease back; nothing happens when the region is at another epoch. */
    void release(RegionId region, int epoch);

    /**
     * Makes a new slab group known, at generation 1 with all members present, if exactly this one is not known already. The
     * caller owns the region at {@code epoch}.
     */
    void createGroup(int epoch, SlabGroup group);

    /** The groups of a region, by ordinal. */
    List<SlabGroup> groups(RegionId region);

    /** One group, or empty when there is none of that id. */
    Optional<SlabGroup> group(SlabGroupId group);

    /**
     * Replaces a group by {@code next} if its generation is the one before. Members that are not absent must be on live
     * incarnations of distinct hosts and failure domains, unless they were members before. A member is present only if it
     * was present or joining before.
     *
     * @param epoch the owner's epoch, or 0 when repair asks, which acts for no owner
     * @return changed, or the group as it is
     */
    GroupChange changeGroup(int epoch, SlabGroup next);

    /**
     * Notes for all to see why repair cannot go on; empty when it can.
     *
     * @param why at most {@value #MAX_NOTE} characters
     */
    void noteRepairBlocked(String why);

    /** What {@link #noteRepairBlocked} was told last. */
    String repairBlockedBy();

    /** What {@link #acquire} answers. */
    sealed interface Acquired {
        /** The caller owns the region, as of this epoch. */
        record Granted(int epoch) implements Acquired {}

        /** Somebody else holds the lease for about {@code leftMs} more milliseconds. */
        record Held(String owner, long leftMs) implements Acquired {}
    }

    /** What {@link #changeGroup} answers. */
    sealed interface GroupChange {
        /** The group is as asked for. */
        record Changed(SlabGroup group) implements GroupChange {}

        /** Somebody was faster, or the region is at a newer epoch: nothing changed. */
        record Conflict(SlabGroup current, int currentEpoch) implements GroupChange {}
    }
}
