package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Takeover of one slab group. What is taken but not held by every present member is made whole before the region can be
 * read, so that a crash in the middle decides nothing differently: in its own slot, because the slots of older versions may
 * hold the acknowledged one until then. Used by one thread.
 */
final class GroupRecovery {
    private final RegionContext region;
    private final GroupHandle group;
    private final StripeReader reader;
    private final StripeWriter writer;
    private final Set<Long> notWhole = new LinkedHashSet<>();

    /**
     * Pages that cannot be made whole where they are: a newer version than the one taken was never acknowledged and is damaged, or
     * a newer write has been to their slot.
     */
    private final Set<Long> rewritten = new LinkedHashSet<>();

    /** Pages with versions that were never committed: these have to be older than the page's newest one before the next commit. */
    private final Set<Long> rolledBack = new LinkedHashSet<>();

    /** Slots of older versions of these: whoever recovers next may have to take them, until the pages are written again. */
    private final List<Integer> needed = new ArrayList<>();

    GroupRecovery(RegionContext region, GroupHandle group) {
        this.region = region;
        this.group = group;
        reader = new StripeReader(region);
        writer = new StripeWriter(region);
    }

    /** What it takes to read and write a page. */
    private record Workplace(MemorySegment frame, StripeOps ops) {}

    /**
     * Fills in the group's pages and slots.
     *
     * @throws RegionException when too few members answer now, or the region was taken over by somebody else
     */
    void run() {
        GroupHandle.View view = new GroupFence(region, group).raise();
        StripeOps ops = region.takeOps();
        try (Arena arena = Arena.ofShared()) { // Transports fill it from threads of their own.
            Workplace at = new Workplace(arena.allocate(region.scheme.frameBytes(), 64), ops);
            choose(view, at);
            for (long page : notWhole) {
                if (!rewritten.contains(page)) {
                    complete(page, at);
                }
            }
            // Only now, when nobody needs what other older slots hold, are fresh ones taken.
            Rewriter rewriter = new Rewriter(region, reader, writer);
            rewritten.addAll(rolledBack);
            for (long page : rewritten) {
                PageResult result = rewriter.rewrite(page, at.frame, ops);
                if (result instanceof PageResult.Lost && rolledBack.contains(page)) {
                    result = writer.lose(page, ops);
                }
                if (!(result instanceof PageResult.Lost)) {
                    check(result, page);
                }
            }
            needed.forEach(group.slots()::free);
        } finally {
            region.giveBack(ops);
        }
    }

    private void choose(GroupHandle.View view, Workplace at) {
        try (HeaderScan scan = new HeaderScan(region.identity(), view.group().slotCount())) {
            region.ofAll(view.storing(), index -> {
                if (!scan.fetch(index, view.connection(index), view.slab(index))
                        && (view.present() & 1L << index) != 0) {
                    throw new RegionException(view.peer(index).ref() + " stopped answering while region '"
                            + region.spec.name() + "' was recovered; attach it again");
                }
            });
            Versions versions = new Versions(scan, region.identity(), view.present());
            for (Versions.Candidate candidate : versions.newestFirst()) {
                consider(view, versions, candidate, at);
            }
        }
        if (view.present() == 0) {
            region.loseTheUnknown(group);
        }
    }

    private void consider(GroupHandle.View view, Versions versions, Versions.Candidate candidate, Workplace at) {
        long page = candidate.page();
        if (!region.isOf(page, group)) {
            return;
        }
        if (!region.commits.includes(candidate.version())) {
            notCommitted(page);
            return;
        }
        if (region.table.slot(page) != PageTable.NO_SLOT) {
            if (rewritten.contains(page) && group.slots().take(candidate.slot())) {
                needed.add(candidate.slot());
            }
            return;
        }
        PageTable.State state = versions.judge(candidate);
        if (state == null || !group.slots().take(candidate.slot())) {
            return; // It was never acknowledged, or its slot was given to a newer write, so that it was replaced or is
            // not wanted.
        }
        long good = versions.good(candidate);
        boolean lacked = versions.isLacked(candidate);
        region.table.set(page, candidate.version(), candidate.slot(), state);
        if (state == PageTable.State.LOST || ((view.present() & ~good) == 0 && !rewritten.contains(page))) {
            return;
        }
        if (lacked && state == PageTable.State.DATA && !isReadable(page, at)) {
            group.slots().free(candidate.slot());
            region.table.forget(page);
            rewritten.add(page);
            return;
        }
        (versions.isOverwritten(candidate) ? rewritten : notWhole).add(page);
    }

    private void notCommitted(long page) {
        rolledBack.add(page);
    }

    private boolean isReadable(long page, Workplace at) {
        PageResult result = read(page, at).result(0);
        if (result instanceof PageResult.Lost) {
            return false;
        }
        check(result, page);
        return true;
    }

    private PageBatch read(long page, Workplace at) {
        PageBatch batch = new PageBatch(1);
        batch.add(page, at.frame, 0);
        reader.read(batch, 0, 1, at.ops);
        return batch;
    }

    /** Gives every member the version that was taken. */
    private void complete(long page, Workplace at) {
        PageBatch batch;
        if (region.table.state(page) == PageTable.State.TOMBSTONE) {
            batch = new PageBatch(1);
            batch.add(page, region.blankPayload, 0);
            writer.complete(batch, at.ops, FragmentHeader.Kind.TOMBSTONE);
        } else if (isReadable(page, at)) {
            batch = new PageBatch(1);
            batch.add(page, at.frame, 0);
            writer.complete(batch, at.ops, FragmentHeader.Kind.PAGE);
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
