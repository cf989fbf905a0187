package io.farpage.replication;

import io.farpage.api.Crc32c;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.Version;
import java.lang.foreign.MemorySegment;

/**
 * Reads stripes: asks the k best members, data fragments straight into the frame; whatever is missing, late or does not fit
 * the version that the page table names is an erasure, for which another member is asked. Thread-safe.
 */
final class StripeReader {
    private final RegionContext region;
    private final int data;
    private final OverloadedReads overload;

    StripeReader(RegionContext region) {
        this.region = region;
        data = region.spec.redundancy().data();
        overload = new OverloadedReads(region);
    }

    /** As {@code BackingStore.read}, for at most as many pages as an operation has room for. */
    void read(PageBatch batch, int from, int count, StripeOps ops) {
        int open = 0;
        for (int i = 0; i < count; i++) {
            open += begin(batch, from + i, ops, i) ? 1 : 0;
        }
        region.extra.earn(count);
        boolean hedged = false;
        while (open > 0) {
            ops.submit(count);
            boolean late = !allReady(ops, count) && !awaitReady(ops, count, open, hedged);
            hedged |= late;
            open = 0;
            for (int i = 0; i < count; i++) {
                if (!ops.page(i).settled) {
                    open += advance(batch, from + i, ops, i, late) ? 1 : 0;
                }
            }
            overload.pauseIfAllWait(ops, count);
        }
    }

    /** Waits as long as is normal, and when that was in vain for as long as a fragment may take. */
    private boolean awaitReady(StripeOps ops, int count, int open, boolean hedged) {
        noteTime(ops, count);
        if (hedged) {
            return region.threads.await(() -> polledAllReady(ops, count), region.config.opTimeoutNs());
        }
        long start = region.threads.nanoTime();
        long patienceNs = region.extra.patienceNs(open);
        boolean ready = region.threads.await(() -> polledAllReady(ops, count), patienceNs);
        // What was not waited for to its end took half as long again, for all that is known.
        region.extra.waited(open, ready ? region.threads.nanoTime() - start : patienceNs + patienceNs / 2);
        return ready;
    }

    /** From now on fragments that were asked for may take as long as they may: most have come by now and need no clock. */
    private void noteTime(StripeOps ops, int count) {
        long deadline = region.threads.nanoTime() + region.config.opTimeoutNs();
        for (int i = 0; i < count; i++) {
            StripeOps.PageState state = ops.page(i);
            if (!state.timed) {
                state.timed = true;
                state.deadline = deadline;
            }
        }
    }

    private boolean polledAllReady(StripeOps ops, int count) {
        ops.poll();
        return allReady(ops, count);
    }

    private boolean allReady(StripeOps ops, int count) {
        for (int i = 0; i < count; i++) {
            if (!ops.page(i).settled && !ready(ops, i)) {
                return false;
            }
        }
        return true;
    }

    /** Whether enough fragments have come in to try a page, or no more will. */
    private boolean ready(StripeOps ops, int i) {
        StripeOps.PageState state = ops.page(i);
        int pending = 0;
        int usable = Long.bitCount(state.have);
        for (long left = state.asked & ~state.have & ~state.gone; left != 0; left &= left - 1) {
            Status status = ops.op(i, Long.numberOfTrailingZeros(left)).status();
            pending += status == Status.PENDING ? 1 : 0;
            usable += status == Status.OK ? 1 : 0;
        }
        return usable >= data || pending == 0;
    }

    /** Answers a page that needs no host, or asks for its first k fragments. */
    private boolean begin(PageBatch batch, int entry, StripeOps ops, int i) {
        long page = batch.page(entry);
        StripeOps.PageState state = ops.page(i);
        state.version = region.table.version(page);
        state.settled = true;
        PageTable.State what = region.table.state(page);
        if (region.fencedBy() != 0) {
            batch.result(entry, new PageResult.Fenced(region.fencedBy()));
        } else if (what == PageTable.State.LOST) {
            region.lostReads.increment();
            batch.result(entry, new PageResult.Lost(page, state.version, 0, data));
        } else if (state.version == Version.NONE || what == PageTable.State.TOMBSTONE) {
            batch.memory(entry)
                    .asSlice(batch.at(entry), region.spec.pageBytes())
                    .fill((byte) 0);
            region.pagesRead.increment();
            batch.result(entry, PageResult.Done.FULL);
        } else {
            state.settled = false;
            state.slot = region.table.slot(page);
            state.handle = region.groupOf(page);
            state.refreshed = false;
            state.markedLost = false;
            overload.begin(state);
            start(batch, entry, ops, i, state.handle().view());
        }
        return !state.settled;
    }

    private void start(PageBatch batch, int entry, StripeOps ops, int i, GroupHandle.View view) {
        StripeOps.PageState state = ops.page(i);
        state.view = view;
        state.asked = 0;
        state.have = 0;
        state.gone = 0;
        state.overloaded = 0;
        state.timed = false;
        region.peers.retries().noteRequests(data);
        ask(batch, entry, ops, i, data);
    }

    /** Asks up to {@code wanted} members that were not asked yet: present before joining, quick before slow before failed ones. */
    private int ask(PageBatch batch, int entry, StripeOps ops, int i, int wanted) {
        GroupHandle.View view = ops.page(i).view();
        int asked = askAmong(batch, entry, ops, i, wanted, view.present(), Among.QUICK);
        asked += askAmong(batch, entry, ops, i, wanted - asked, view.present(), Among.REACHABLE);
        asked += askAmong(batch, entry, ops, i, wanted - asked, view.present(), Among.ALL);
        return asked + askAmong(batch, entry, ops, i, wanted - asked, view.joining(), Among.ALL);
    }

    /** Which of some members to ask, from how they have answered lately. */
    private enum Among {
        QUICK,
        REACHABLE,
        ALL;

        boolean has(Peers.Peer peer) {
            return this == ALL || (!peer.failed() && (this == REACHABLE || !peer.slow()));
        }
    }

    private int askAmong(PageBatch batch, int entry, StripeOps ops, int i, int wanted, long candidates, Among among) {
        StripeOps.PageState state = ops.page(i);
        int asked = 0;
        for (long left = candidates & ~state.asked; left != 0 && asked < wanted; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            if (!among.has(state.view().peer(index))) {
                continue;
            }
            int place = region.scheme.readPlace(index);
            MemorySegment memory = place >= 0 ? batch.memory(entry) : ops.scratch();
            long at = place >= 0 ? batch.at(entry) + place : ops.scratchAt(i) + ~place;
            ops.op(i, index).read(state.view().slab(index), state.slot, memory, at, region.spec.fragmentBytes());
            ops.enqueue(i, index, state.view().reach(index));
            state.asked |= 1L << index;
            asked++;
        }
        return asked;
    }

    /** Takes what has come in; ends the page or asks for more. Returns whether the page is still open. */
    private boolean advance(PageBatch batch, int entry, StripeOps ops, int i, boolean late) {
        StripeOps.PageState state = ops.page(i);
        if (state.waits) {
            return resume(batch, entry, ops, i);
        }
        int pending = harvest(batch.page(entry), ops, i);
        if (late) {
            noteLate(ops, i, pending);
        }
        int have = Long.bitCount(state.have);
        if (have >= data) {
            cancelPending(ops, i);
            region.scheme.decode(state.have, batch.memory(entry), batch.at(entry), ops.scratch(), ops.scratchAt(i));
            boolean degraded = decoded(state.have);
            region.pagesRead.increment();
            if (degraded) {
                region.degradedReads.increment();
            }
            state.settled = true;
            batch.result(entry, degraded ? PageResult.Done.DEGRADED : PageResult.Done.FULL);
            return false;
        }
        int more = overload.instead(state, Math.max(0, data - have - pending));
        int asked = ask(batch, entry, ops, i, more);
        for (int extra = Math.min(pending, data - have); late && extra > 0 && region.extra.spend(); extra--) {
            int asking = ask(batch, entry, ops, i, 1);
            region.extraReads.add(asking);
            asked += asking;
        }
        if (asked > 0 || pending > 0 || overload.backOff(state, data - have)) {
            return true;
        }
        return exhausted(batch, entry, ops, i);
    }

    /** Blames hosts for being late, unless so many are that it must be something else. */
    private void noteLate(StripeOps ops, int i, int pending) {
        StripeOps.PageState state = ops.page(i);
        if (pending > region.spec.redundancy().parity()) {
            return;
        }
        for (long left = state.asked & ~state.have & ~state.gone; left != 0; left &= left - 1) {
            state.view().peer(Long.numberOfTrailingZeros(left)).noteLate();
        }
    }

    /** Ends a page that has waited for overloaded members too long, or asks again when it may. */
    private boolean resume(PageBatch batch, int entry, StripeOps ops, int i) {
        StripeOps.PageState state = ops.page(i);
        int missing = data - Long.bitCount(state.have);
        if (overload.isTimeOver(state)) {
            state.settled = true;
            batch.result(entry, overload.result(batch.page(entry), state));
        } else if (overload.mayAskAgain(state, missing)) {
            state.timed = false;
            ask(batch, entry, ops, i, missing);
        }
        return !state.settled;
    }

    /** Whether a page that is had in these fragments was read around a fragment that a healthy read would have used. */
    private boolean decoded(long have) {
        long healthy = (1L << data) - 1;
        return (have & healthy) != healthy;
    }

    /** Sorts the ops that have ended into have and gone, giving up those past their time; returns how many are pending. */
    private int harvest(long page, StripeOps ops, int i) {
        StripeOps.PageState state = ops.page(i);
        int pending = 0;
        for (long left = state.asked & ~state.have & ~state.gone; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            FragmentOp op = ops.op(i, index);
            Status status = op.status();
            if (status == Status.PENDING && state.timed && region.threads.nanoTime() - state.deadline >= 0) {
                ops.cancel(i, index);
                status = op.status();
            }
            if (status == Status.PENDING) {
                pending++;
                continue;
            }
            Peers.Peer peer = state.view().peer(index);
            peer.noteOutcome(status);
            if (status == Status.NO_SUCH_SLAB) {
                state.handle().noteOutdated();
            }
            if (status == Status.OK && isWanted(page, state, op, index)) {
                state.have |= 1L << index;
                peer.noteInTime();
            } else {
                state.gone |= 1L << index;
                state.overloaded |= status == Status.OVERLOADED ? 1L << index : 0;
            }
        }
        return pending;
    }

    private boolean isWanted(long page, StripeOps.PageState state, FragmentOp op, int index) {
        // Every field that matters is known, so the header's own checksum would tell nothing more.
        boolean fits = describes(op.header(), FragmentHeader.Kind.PAGE, page, state.version, index)
                && FragmentHeader.payloadCrc(op.header(), 0)
                        == Crc32c.of(op.payload(), op.payloadAt(), op.payloadBytes());
        if (!fits) {
            noteUnwanted(page, state, op.header(), index);
        }
        return fits;
    }

    private void noteUnwanted(long page, StripeOps.PageState state, MemorySegment header, int index) {
        if (FragmentHeader.isIntact(header, 0)
                && describes(header, FragmentHeader.Kind.LOST, page, state.version, index)) {
            state.markedLost = true;
        } else {
            region.badFragments.increment();
            noteNewerOwner(header);
        }
    }

    private boolean describes(MemorySegment header, FragmentHeader.Kind kind, long page, long version, int index) {
        return FragmentHeader.describes(header, 0, kind, index, region.spec.redundancy(), region.id, page, version);
    }

    /** A slot that a newer owner has used is not damaged: this owner has nothing to say any more. */
    private void noteNewerOwner(MemorySegment header) {
        if (FragmentHeader.isIntact(header, 0)
                && FragmentHeader.region(header, 0) == region.id.value()
                && Version.epoch(FragmentHeader.version(header, 0)) > region.epoch) {
            region.noteFenced(Version.epoch(FragmentHeader.version(header, 0)));
        }
    }

    private static void cancelPending(StripeOps ops, int i) {
        for (long left = ops.page(i).asked; left != 0; left &= left - 1) {
            ops.cancel(i, Long.numberOfTrailingZeros(left));
        }
    }

    /** Nobody is left to ask: tries the newest generation once, then tells a page that is lost from one that is not now. */
    private boolean exhausted(PageBatch batch, int entry, StripeOps ops, int i) {
        StripeOps.PageState state = ops.page(i);
        PageResult result;
        try {
            if (!state.refreshed && !state.markedLost) {
                state.refreshed = true;
                start(batch, entry, ops, i, state.handle().refresh());
                return true;
            }
            result = region.fencedBy() != 0
                    ? new PageResult.Fenced(region.fencedBy())
                    : conclude(batch.page(entry), ops, i);
        } catch (RegionException e) {
            result = new PageResult.Unavailable("page " + batch.page(entry) + ": " + Long.bitCount(state.have) + " of "
                    + data + " fragments read; " + e.getMessage());
        }
        state.settled = true;
        batch.result(entry, result);
        return false;
    }

    private PageResult conclude(long page, StripeOps ops, int i) {
        StripeOps.PageState state = ops.page(i);
        int have = Long.bitCount(state.have);
        int mayComeBack = 0;
        for (long left = state.gone; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            boolean answered = switch (ops.op(i, index).status()) {
                case OK, NO_SUCH_SLAB -> true;
                default -> false;
            };
            if (!answered
                    && !state.markedLost
                    && !region.peers.isDead(state.view().peer(index).ref())) {
                mayComeBack++;
            }
        }
        if (have + mayComeBack >= data) {
            return new PageResult.Unavailable("page " + page + ": " + have + " of " + data + " fragments read, "
                    + mayComeBack + " hosts do not answer and are not known to be dead");
        }
        // For good: dead hosts stay dead, and repair marks only what nobody can give any more.
        region.table.set(page, state.version, state.slot, PageTable.State.LOST);
        region.lostReads.increment();
        return new PageResult.Lost(page, state.version, have, data);
    }
}
