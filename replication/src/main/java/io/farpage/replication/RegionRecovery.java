package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import io.farpage.api.HostConnection;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.Reply;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.LinkedHashSet;
import java.util.Set;

/**
 * Takeover: fences all members of a region's groups at the new epoch and finds the newest acknowledged version of every page
 * from the headers in their slots. What is taken but not held by every present member is made whole before the region can be
 * read, so that a crash in the middle decides nothing differently: in its own slot, because the slots of older versions may
 * hold the acknowledged one until then.
 */
final class RegionRecovery {
    private static final int FENCE_TRIES = 100;

    private final RegionContext region;
    private final HeaderScan.RegionIdentity identity;
    private final StripeReader reader;
    private final StripeWriter writer;
    private final Rewriter rewriter;
    private final Set<Long> notWhole = new LinkedHashSet<>();

    /** Pages of which a newer version than the one taken was never acknowledged and is damaged. */
    private final Set<Long> outdone = new LinkedHashSet<>();

    RegionRecovery(RegionContext region) {
        this.region = region;
        reader = new StripeReader(region);
        writer = new StripeWriter(region);
        rewriter = new Rewriter(region, reader, writer);
        identity = region.identity();
    }

    /**
     * Fills the region's page table and slot maps.
     *
     * @throws RegionException when too few members of a group answer now, or the region was taken over by somebody else
     */
    void run() {
        StripeOps ops = region.takeOps();
        try (Arena arena = Arena.ofShared()) { // Transports fill it from threads of their own.
            MemorySegment frame = arena.allocate(region.scheme.frameBytes(), 64);
            for (GroupHandle group : region.groups) {
                recover(group, frame, ops);
            }
            for (long page : notWhole) {
                if (!outdone.contains(page)) {
                    complete(page, frame, ops);
                }
            }
            // Only now, when nobody needs what older slots hold, are fresh ones taken.
            for (long page : outdone) {
                PageResult result = rewriter.rewrite(page, frame, ops);
                if (!(result instanceof PageResult.Lost)) {
                    check(result, page);
                }
            }
        } finally {
            region.giveBack(ops);
        }
    }

    private void recover(GroupHandle group, MemorySegment frame, StripeOps ops) {
        GroupHandle.View view = fence(group);
        try (HeaderScan scan = new HeaderScan(identity, view.group().slotCount())) {
            for (long left = view.storing(); left != 0; left &= left - 1) {
                int index = Long.numberOfTrailingZeros(left);
                if (!scan.fetch(index, view.connection(index), view.slab(index))
                        && (view.present() & 1L << index) != 0) {
                    throw new RegionException(view.peer(index).ref() + " stopped answering while region '"
                            + region.spec.name() + "' was recovered; attach it again");
                }
            }
            Versions versions = new Versions(scan, identity, view.present());
            for (Versions.Candidate candidate : versions.newestFirst()) {
                consider(group, view, versions, candidate, frame, ops);
            }
        }
        if (view.present() == 0) {
            region.loseTheUnknown(group);
        }
    }

    /** Fences every member that stores, dropping those that do not answer, until one generation is fenced whole and stays. */
    private GroupHandle.View fence(GroupHandle group) {
        for (int attempt = 0; attempt < FENCE_TRIES; attempt++) {
            GroupHandle.View view = group.refresh();
            long silent = 0;
            boolean newer = false;
            for (long left = view.storing(); left != 0; left &= left - 1) {
                int index = Long.numberOfTrailingZeros(left);
                HostConnection connection = view.connection(index);
                Reply<Integer> reply = connection == null
                        ? new Reply.Failed<>(Reply.Failure.UNREACHABLE, "no such host")
                        : connection.fence(view.slab(index), region.epoch, view.generation());
                if (reply instanceof Reply.Failed<Integer> failed) {
                    newer |= failed.failure() == Reply.Failure.FENCED;
                    silent |= failed.failure() == Reply.Failure.FENCED ? 0 : 1L << index;
                }
            }
            if (!newer && silent == 0 && group.refresh().generation() == view.generation()) {
                return view; // Whoever joins from now on is filled after the fence, with all that was acknowledged
                // before it.
            }
            if (!newer && silent != 0) {
                drop(group, view, silent);
            }
            region.threads.await(() -> false, region.config.retryPauseNs());
        }
        throw new RegionException("region '" + region.spec.name() + "' could not be taken over at epoch " + region.epoch
                + ": " + group.view().group().id() + " keeps changing, or somebody newer owns it; attach it again");
    }

    /** Members that are gone for good leave whatever is left; silent ones only while k members remain. */
    private void drop(GroupHandle group, GroupHandle.View view, long silent) {
        int data = region.spec.redundancy().data();
        long alive = 0;
        for (long left = silent; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            alive |= region.peers.isDead(view.peer(index).ref()) ? 0 : 1L << index;
        }
        if (alive != 0 && Long.bitCount(view.present() & ~silent) < data) {
            throw new RegionException("region '" + region.spec.name() + "' cannot be attached now: "
                    + view.group().id() + " needs " + data + " members, "
                    + Long.bitCount(view.present() & ~silent) + " answer and " + Long.bitCount(alive)
                    + " do not but may come back; attach it again when they do");
        }
        if (Long.bitCount(view.present() & ~silent) >= data) {
            group.drop(view, silent);
        } else {
            group.dropDead(view, silent);
        }
    }

    private void consider(
            GroupHandle group,
            GroupHandle.View view,
            Versions versions,
            Versions.Candidate candidate,
            MemorySegment frame,
            StripeOps ops) {
        long page = candidate.page();
        if (!region.isOf(page, group) || region.table.slot(page) != PageTable.NO_SLOT) {
            return;
        }
        PageTable.State state = versions.judge(candidate);
        if (state == null) {
            return;
        }
        if (!group.slots().take(candidate.slot())) {
            return; // The slot was given to a newer write, so this one was replaced or never acknowledged.
        }
        long good = versions.good(candidate);
        boolean lacked = versions.isLacked(candidate);
        region.table.set(page, candidate.version(), candidate.slot(), state);
        if (state == PageTable.State.LOST || ((view.present() & ~good) == 0 && !outdone.contains(page))) {
            return;
        }
        if (lacked && state == PageTable.State.DATA && !isReadable(page, frame, ops)) {
            group.slots().free(candidate.slot());
            region.table.forget(page);
            outdone.add(page);
            return;
        }
        notWhole.add(page);
    }

    private boolean isReadable(long page, MemorySegment frame, StripeOps ops) {
        PageResult result = read(page, frame, ops).result(0);
        if (result instanceof PageResult.Lost) {
            return false;
        }
        check(result, page);
        return true;
    }

    private PageBatch read(long page, MemorySegment frame, StripeOps ops) {
        PageBatch batch = new PageBatch(1);
        batch.add(page, frame, 0);
        reader.read(batch, 0, 1, ops);
        return batch;
    }

    /** Gives every member the version that was taken. */
    private void complete(long page, MemorySegment frame, StripeOps ops) {
        PageBatch batch;
        if (region.table.state(page) == PageTable.State.TOMBSTONE) {
            batch = new PageBatch(1);
            batch.add(page, region.blankPayload, 0);
            writer.complete(batch, ops, FragmentHeader.Kind.TOMBSTONE);
        } else if (isReadable(page, frame, ops)) {
            batch = new PageBatch(1);
            batch.add(page, frame, 0);
            writer.complete(batch, ops, FragmentHeader.Kind.PAGE);
        } else {
            return; // Acknowledged and damaged: lost, as every read will say.
        }
        check(batch.result(0), page);
    }

    private void check(PageResult result, long page) {
        if (!result.isDone()) {
            throw new RegionException("region '" + region.spec.name() + "' could not be recovered: page " + page
                    + " is not whole and could not be written again: " + result + "; attach it again");
        }
    }
}
