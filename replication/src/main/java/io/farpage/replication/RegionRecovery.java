package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import io.farpage.api.HostConnection;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.Reply;
import io.farpage.api.Version;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
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
    private final Set<Long> notWhole = new LinkedHashSet<>();

    /** Pages of which a newer version than the one taken was never acknowledged and is damaged. */
    private final Set<Long> outdone = new LinkedHashSet<>();

    RegionRecovery(RegionContext region) {
        this.region = region;
        reader = new StripeReader(region);
        writer = new StripeWriter(region);
        identity = new HeaderScan.RegionIdentity(
                region.id.value(),
                region.spec.redundancy().data(),
                region.spec.redundancy().parity());
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
                outdo(page, frame, ops);
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
            for (Candidate candidate : candidates(scan)) {
                consider(group, view, scan, candidate, frame, ops);
            }
        }
        if (view.present() == 0) {
            loseTheUnknown(group);
        }
    }

    /** Nobody who would know is left, so a page without a version is not one that was never written. */
    private void loseTheUnknown(GroupHandle group) {
        long first = (long) group.view().group().id().ordinal() * region.pagesPerGroup;
        long end = Math.min(first + region.pagesPerGroup, region.spec.pageCount());
        for (long page = first; page < end; page++) {
            if (region.table.slot(page) == PageTable.NO_SLOT) {
                region.table.set(page, Version.NONE, 0, PageTable.State.LOST);
            }
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

    /** Every version that some member has a header of, newest first. */
    private List<Candidate> candidates(HeaderScan scan) {
        List<Candidate> found = new ArrayList<>();
        for (int slot = 0; slot < scan.slotCount(); slot++) {
            long seen = 0;
            for (int i = 0; i < identity.total(); i++) {
                if ((seen & 1L << i) == 0 && scan.holdsSomething(i, slot)) {
                    long holders = scan.holders(slot, scan.page(i, slot), scan.version(i, slot));
                    seen |= holders;
                    found.add(new Candidate(scan.version(i, slot), scan.page(i, slot), slot, holders));
                }
            }
        }
        found.sort(Comparator.comparingLong(Candidate::version).reversed());
        return found;
    }

    private void consider(
            GroupHandle group,
            GroupHandle.View view,
            HeaderScan scan,
            Candidate candidate,
            MemorySegment frame,
            StripeOps ops) {
        long page = candidate.page;
        if (page >= region.spec.pageCount() || !region.groupOf(page).equals(group)) {
            return;
        }
        if (region.table.slot(page) != PageTable.NO_SLOT) {
            return;
        }
        long lostMarks = scan.lostMarks(candidate.slot, candidate.holders);
        long good = candidate.holders & ~lostMarks;
        boolean tombstone = good != 0
                && scan.kind(Long.numberOfTrailingZeros(good), candidate.slot) == FragmentHeader.Kind.TOMBSTONE;
        boolean lacked = (scan.lackers(candidate.slot, candidate.holders) & view.present()) != 0;
        PageTable.State state;
        if (Long.bitCount(good) >= identity.data()) {
            state = tombstone ? PageTable.State.TOMBSTONE : PageTable.State.DATA;
        } else if (lacked) {
            return; // A member that holds all that was acknowledged lacks it: it never was.
        } else {
            state = tombstone ? PageTable.State.TOMBSTONE : PageTable.State.LOST;
        }
        if (!group.slots().take(candidate.slot)) {
            return; // The slot was given to a newer write, so this one was replaced or never acknowledged.
        }
        region.table.set(page, candidate.version, candidate.slot, state);
        if (state == PageTable.State.LOST || ((view.present() & ~good) == 0 && !outdone.contains(page))) {
            return;
        }
        if (lacked && state == PageTable.State.DATA && !isReadable(page, frame, ops)) {
            group.slots().free(candidate.slot);
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

    /** Writes what was taken under a new version, so that the damaged newer one is never considered again. */
    private void outdo(long page, MemorySegment frame, StripeOps ops) {
        PageTable.State state = region.table.state(page);
        if (state == PageTable.State.LOST) {
            return;
        }
        if (state == PageTable.State.TOMBSTONE || region.table.slot(page) == PageTable.NO_SLOT) {
            check(writer.trim(page, ops), page);
        } else if (isReadable(page, frame, ops)) {
            PageBatch batch = new PageBatch(1);
            batch.add(page, frame, 0);
            writer.write(batch, 0, 1, ops);
            check(batch.result(0), page);
        }
    }

    private void check(PageResult result, long page) {
        if (!result.isDone()) {
            throw new RegionException("region '" + region.spec.name() + "' could not be recovered: page " + page
                    + " is not whole and could not be written again: " + result + "; attach it again");
        }
    }

    private record Candidate(long version, long page, int slot, long holders) {}
}
