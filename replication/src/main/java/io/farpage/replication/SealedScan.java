package io.farpage.replication;

import io.farpage.api.RegionException;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the pages of a sealed region from the headers in its slots, as a takeover does but without changing anything. Since
 * nobody writes any more and its last owner has left nothing undecided, whoever looks finds the same, whatever generation of
 * a group he looks at. Groups are searched beside each other.
 */
final class SealedScan {
    private static final int TRIES = 100;

    private final RegionContext region;

    SealedScan(RegionContext region) {
        this.region = region;
    }

    /**
     * Fills the region's page table.
     *
     * @throws RegionException when too few members of a group answer now, or the region was deleted
     */
    void run() {
        List<Runnable> groups = new ArrayList<>();
        for (GroupHandle group : region.groups) {
            groups.add(() -> find(group));
        }
        region.parallel.run("opening of " + region.spec.name(), groups);
    }

    private void find(GroupHandle group) {
        GroupHandle.View view = group.view();
        for (int attempt = 0; attempt < TRIES; attempt++) {
            try (HeaderScan scan =
                    new HeaderScan(region.identity(), view.group().slotCount())) {
                long silent = fetch(scan, view);
                GroupHandle.View newest = silent == 0 ? view : group.refresh();
                if (newest.generation() == view.generation()) {
                    choose(group, view, scan, silent);
                    return;
                }
                view = newest; // The silent one has been replaced.
            }
            region.threads.await(() -> false, region.config.retryPauseNs());
        }
        throw new RegionException("sealed region '" + region.spec.name() + "' could not be opened: "
                + view.group().id() + " keeps changing; open it again");
    }

    /** Returns the members that do not answer, of those that are asked. */
    private long fetch(HeaderScan scan, GroupHandle.View view) {
        region.ofAll(view.storing(), index -> scan.fetch(index, view.connection(index), view.slab(index)));
        return view.storing() & ~scan.answered();
    }

    private void choose(GroupHandle group, GroupHandle.View view, HeaderScan scan, long silent) {
        long mayComeBack = 0;
        for (long left = silent; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            mayComeBack |= region.peers.isDead(view.peer(index).ref()) ? 0 : 1L << index;
        }
        int data = region.spec.redundancy().data();
        long present = view.present() & ~silent;
        if (mayComeBack != 0 && Long.bitCount(present) < data) {
            throw new RegionException("sealed region '" + region.spec.name() + "' cannot be opened now: "
                    + view.group().id() + " needs " + data + " members, " + Long.bitCount(present) + " answer and "
                    + Long.bitCount(mayComeBack) + " do not but may come back; open it again when they do");
        }
        Versions versions = new Versions(scan, region.identity(), present);
        for (Versions.Candidate candidate : versions.newestFirst()) {
            consider(group, versions, candidate, mayComeBack != 0);
        }
        if (present == 0) {
            region.loseTheUnknown(group);
        }
    }

    /** @param moreMayCome whether members that did not answer may still give what is missing */
    private void consider(GroupHandle group, Versions versions, Versions.Candidate candidate, boolean moreMayCome) {
        long page = candidate.page();
        if (!region.isOf(page, group) || region.table.slot(page) != PageTable.NO_SLOT) {
            return;
        }
        PageTable.State state = versions.judge(candidate);
        if (state == PageTable.State.LOST && moreMayCome) {
            state = PageTable.State.DATA; // Reads will say which.
        }
        if (state != null && group.slots().take(candidate.slot())) {
            region.table.set(page, candidate.version(), candidate.slot(), state);
        }
    }
}
