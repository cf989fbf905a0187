package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import io.farpage.api.HostConnection;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.Reply;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * Takeover: fences all members of a region's groups at the new epoch and finds the newest acknowledged version of every page
 * from the headers in their slots. What is taken but not held by every present member is written again in full before the region can
 * be read, so that a crash in the middle decides nothing differently.
 */
final class RegionRecovery {
    private static final int FENCE_TRIES = 100;

    private final RegionContext region;
    private final HeaderScan.RegionIdentity identity;
    private final List<Long> notWhole = new ArrayList<>();

    RegionRecovery(RegionContext region) {
        this.region = region;
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
        for (GroupHandle group : region.groups) {
            recover(group);
        }
        rewrite();
    }

    private void recover(GroupHandle group) {
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
                consider(group, view, scan, candidate);
            }
        }
    }

    /** Fences every member that stores, dropping those that do not answer, until one generation is fenced whole. */
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
            if (!newer && silent == 0) {
                return view;
            }
            if (!newer) {
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

    private void consider(GroupHandle group, GroupHandle.View view, HeaderScan scan, Candidate candidate) {
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
        PageTable.State state;
        if (Long.bitCount(good) >= identity.data()) {
            state = tombstone ? PageTable.State.TOMBSTONE : PageTable.State.DATA;
        } else if ((scan.lackers(candidate.slot, candidate.holders) & view.present()) != 0) {
            return; // A member that holds all that was acknowledged lacks it: it never was.
        } else {
            state = tombstone ? PageTable.State.TOMBSTONE : PageTable.State.LOST;
        }
        group.slots().take(candidate.slot);
        region.table.set(page, candidate.version, candidate.slot, state);
        if (state != PageTable.State.LOST && (view.present() & ~good) != 0) {
            notWhole.add(page);
        }
    }

    private void rewrite() {
        StripeReader reader = new StripeReader(region);
        StripeWriter writer = new StripeWriter(region);
        StripeOps ops = region.takeOps();
        try (Arena arena = Arena.ofConfined()) {
            PageBatch batch = new PageBatch(1);
            MemorySegment frame = arena.allocate(region.scheme.frameBytes(), 64);
            for (long page : notWhole) {
                if (region.table.state(page) == PageTable.State.TOMBSTONE) {
                    check(writer.trim(page, ops), page);
                    continue;
                }
                batch.clear();
                batch.add(page, frame, 0);
                reader.read(batch, 0, 1, ops);
                if (batch.result(0) instanceof PageResult.Lost) {
                    continue;
                }
                check(batch.result(0), page);
                writer.write(batch, 0, 1, ops);
                check(batch.result(0), page);
            }
        } finally {
            region.giveBack(ops);
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
