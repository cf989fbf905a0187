package io.farpage.replication;

import io.farpage.api.Crc32c;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import java.lang.foreign.MemorySegment;

/**
 * Writes stripes: a fresh slot and the next version for each page, all fragments at once, acknowledged when every member of
 * the current generation that stores has stored its fragment, never fewer than {@link GroupHandle#minimumStored}. A member
 * that does not take its fragment leaves the group before the write is tried again under the next generation; version and
 * slot stay, so that trying again is idempotent. Thread-safe.
 */
final class StripeWriter {
    private final RegionContext region;

    StripeWriter(RegionContext region) {
        this.region = region;
    }

    /** As {@code BackingStore.write}, for at most as many pages as an operation has room for. */
    void write(PageBatch batch, int from, int count, StripeOps ops) {
        for (int i = 0; i < count; i++) {
            begin(batch, from + i, ops, i);
        }
        finish(batch, from, count, ops, FragmentHeader.Kind.PAGE);
    }

    /** Writes a tombstone for one page; its payload is blank, but as long as any, for a slot knows one length only. */
    PageResult trim(long page, StripeOps ops) {
        return mark(page, ops, FragmentHeader.Kind.TOMBSTONE);
    }

    /** Writes that a page is lost, so that no older version of it is ever considered again. */
    PageResult lose(long page, StripeOps ops) {
        return mark(page, ops, FragmentHeader.Kind.LOST);
    }

    private PageResult mark(long page, StripeOps ops, FragmentHeader.Kind kind) {
        PageBatch batch = new PageBatch(1);
        batch.add(page, region.blankPayload, 0);
        take(batch, 0, ops.page(0));
        finish(batch, 0, 1, ops, kind);
        return batch.result(0);
    }

    /**
     * Stores a page's version that the page table names once more in its slot, on all members: for one that some members
     * lack. Changes nothing but what is missing, so that dying in the middle costs nothing.
     *
     * @param batch this one page, with the bytes of that version, or blank for a tombstone
     */
    void complete(PageBatch batch, StripeOps ops, FragmentHeader.Kind kind) {
        StripeOps.PageState state = ops.page(0);
        state.handle = region.groupOf(batch.page(0));
        state.settled = false;
        state.unreachable = 0;
        state.waits = false;
        state.bad = 0;
        state.version = region.table.version(batch.page(0));
        state.slot = region.table.slot(batch.page(0));
        if (kind == FragmentHeader.Kind.PAGE) {
            encode(batch, 0, ops, 0);
        }
        finish(batch, 0, 1, ops, kind);
    }

    private void begin(PageBatch batch, int entry, StripeOps ops, int i) {
        if (take(batch, entry, ops.page(i))) {
            encode(batch, entry, ops, i);
        }
    }

    private void encode(PageBatch batch, int entry, StripeOps ops, int i) {
        MemorySegment frame = batch.memory(entry);
        long at = batch.at(entry);
        int padding = region.scheme.frameBytes() - region.spec.pageBytes();
        if (padding > 0) {
            frame.asSlice(at + region.spec.pageBytes(), padding).fill((byte) 0);
        }
        region.scheme.encode(frame, at, ops.scratch(), ops.scratchAt(i));
    }

    /** Takes a slot and a version; false with a result when there is none. */
    private boolean take(PageBatch batch, int entry, StripeOps.PageState state) {
        GroupHandle group = region.groupOf(batch.page(entry));
        state.handle = group;
        state.settled = false;
        state.unreachable = 0;
        state.waits = false;
        state.bad = 0;
        state.slot = group.slots().allocate();
        if (state.slot == SlotAllocator.NONE && region.commits.isUnsettled()) {
            settleCommit();
            state.slot = group.slots().allocate();
        }
        if (state.slot == SlotAllocator.NONE) {
            state.settled = true;
            batch.result(
                    entry,
                    new PageResult.Unavailable(
                            "no free slot in " + group.view().group().id() + " for page " + batch.page(entry)
                                    + " while earlier writes are under way"));
            return false;
        }
        state.version = region.nextVersion();
        return true;
    }

    private void settleCommit() {
        try {
            region.commits.settle();
        } catch (RegionException e) {
            region.directoryFailures.increment(); // The write is tried again, and so is this.
        }
    }

    private void finish(PageBatch batch, int from, int count, StripeOps ops, FragmentHeader.Kind kind) {
        long deadline = region.threads.nanoTime() + region.config.pageTimeoutNs();
        String why = "";
        int overloads = 0;
        while (true) {
            for (int i = 0; i < count; i++) {
                if (!ops.page(i).settled) {
                    send(batch, from + i, ops, i, kind);
                }
            }
            ops.submit(count);
            if (!awaitAll(ops, count, deadline)) {
                giveUpLate(ops, count);
            }
            boolean allSettled = true;
            boolean overloaded = false;
            for (int i = 0; i < count; i++) {
                if (!ops.page(i).settled) {
                    String problem = settle(batch, from + i, ops, i, kind);
                    why = problem.isEmpty() ? why : problem;
                    allSettled &= ops.page(i).settled;
                    overloaded |= ops.page(i).overloaded != 0;
                }
            }
            if (allSettled) {
                return;
            }
            if (region.threads.nanoTime() - deadline >= 0) {
                giveUp(batch, from, count, ops, why);
                return;
            }
            overloads = overloaded ? overloads + 1 : 0;
            region.threads.await(
                    () -> false, overloaded ? region.backoff.pauseNs(overloads) : region.config.retryPauseNs());
        }
    }

    /**
     * Enqueues all fragments of a page under the newest generation, or none when too few members store. Where nothing but
     * overloaded members was in the way, only those are asked again, and only if the retry budget allows it.
     */
    private void send(PageBatch batch, int entry, StripeOps ops, int i, FragmentHeader.Kind kind) {
        StripeOps.PageState state = ops.page(i);
        GroupHandle.View view = state.handle().view();
        if (state.waits && view.equals(state.view)) {
            if (region.peers.retries().tryTake(Long.bitCount(state.overloaded))) {
                enqueue(batch, entry, ops, i, kind, state.overloaded);
            }
            return;
        }
        state.view = view;
        state.asked = Long.bitCount(view.storing()) < state.handle().minimumStored() ? 0 : view.storing();
        region.peers.retries().noteRequests(Long.bitCount(state.asked));
        enqueue(batch, entry, ops, i, kind, state.asked);
    }

    private void enqueue(PageBatch batch, int entry, StripeOps ops, int i, FragmentHeader.Kind kind, long members) {
        StripeOps.PageState state = ops.page(i);
        GroupHandle.View view = state.view();
        int payloadBytes = region.spec.fragmentBytes();
        boolean blank = kind != FragmentHeader.Kind.PAGE;
        for (long left = members; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            int place = blank ? 0 : region.scheme.writePlace(index);
            MemorySegment memory = place >= 0 ? batch.memory(entry) : ops.scratch();
            long at = place >= 0 ? batch.at(entry) + place : ops.scratchAt(i) + ~place;
            FragmentOp op = ops.op(i, index);
            FragmentHeader.write(
                    op.header(),
                    0,
                    kind,
                    index,
                    region.spec.redundancy(),
                    region.id,
                    batch.page(entry),
                    view.generation(),
                    state.version,
                    Crc32c.of(memory, at, payloadBytes));
            boolean joining = (view.joining() & 1L << index) != 0;
            op.write(
                    joining ? FragmentOp.Kind.WRITE_IF_NEWER : FragmentOp.Kind.WRITE,
                    view.slab(index),
                    state.slot,
                    region.epoch,
                    view.generation(),
                    memory,
                    at,
                    payloadBytes);
            ops.noteAnswers(i, index, view.peer(index).answers());
            ops.enqueue(i, index, view.reach(index));
        }
    }

    /**
     * Waits for all answers: for as long as an op may take, and to the end of the page's time while hosts that are late answer
     * others. Those are busy, and leaving them out would make them busier: what they hold would have to be copied.
     */
    private boolean awaitAll(StripeOps ops, int count, long deadline) {
        boolean all = ops.awaitAll(region.threads, count, region.config.opTimeoutNs());
        while (!all && answerOthers(ops, count) && region.threads.nanoTime() - deadline < 0) {
            all = ops.awaitAll(region.threads, count, region.config.opTimeoutNs());
        }
        return all;
    }

    /** Whether each host that an op is pending at has answered something since it was asked last, or since this was called. */
    private static boolean answerOthers(StripeOps ops, int count) {
        boolean all = true;
        for (int i = 0; i < count; i++) {
            for (long left = ops.page(i).asked; left != 0; left &= left - 1) {
                int index = Long.numberOfTrailingZeros(left);
                if (ops.op(i, index).isPending()) {
                    int answers = ops.page(i).view().peer(index).answers();
                    all &= answers != ops.answersBefore(i, index);
                    ops.noteAnswers(i, index, answers);
                }
            }
        }
        return all;
    }

    /** Ends what is still pending; its connection is closed so that it cannot land in a slot that is given away. */
    private void giveUpLate(StripeOps ops, int count) {
        for (int i = 0; i < count; i++) {
            for (long left = ops.page(i).asked; left != 0; left &= left - 1) {
                int index = Long.numberOfTrailingZeros(left);
                if (ops.op(i, index).isPending()) {
                    ops.page(i).view().peer(index).reset(ops.sentTo(i, index));
                    ops.page(i).view().peer(index).noteOutcome(Status.CANCELLED);
                }
            }
        }
    }

    /** Acknowledges a page, ends it as fenced, or changes the group so that the next try can do better; says what is wrong. */
    private String settle(PageBatch batch, int entry, StripeOps ops, int i, FragmentHeader.Kind kind) {
        StripeOps.PageState state = ops.page(i);
        GroupHandle.View view = state.view();
        long bad = badMembers(ops, i);
        state.bad = bad;
        if (region.fencedBy() != 0) {
            state.settled = true;
            batch.result(entry, new PageResult.Fenced(region.fencedBy()));
            return "fenced";
        }
        if (state.asked != 0 && stored(ops, i)) {
            acknowledge(batch, entry, state, kind);
            return "";
        }
        try {
            if (bad != 0) {
                state.handle().removeIfSpared(view, bad, state.handle().minimumStored());
                return view.group().id() + ": " + view.names(bad) + " did not store the write";
            }
            if (state.waits) {
                return "";
            }
            if (state.unreachable != 0) {
                return view.group().id() + ": " + view.names(state.unreachable) + " cannot be reached";
            }
            GroupHandle.View newest = state.handle().refresh();
            return newest.group().id() + " has " + Long.bitCount(newest.storing()) + " of "
                    + region.spec.redundancy().total() + " members and a write needs "
                    + state.handle().minimumStored();
        } catch (RegionException e) {
            return e.getMessage();
        }
    }

    /**
     * Members that must leave the group because they did not take the write, or could not be reached twice; notes a newer epoch, and which members are
     * overloaded and whether they alone are in the way.
     */
    private long badMembers(StripeOps ops, int i) {
        StripeOps.PageState state = ops.page(i);
        long bad = 0;
        long stored = 0;
        long unreachable = 0;
        state.overloaded = 0;
        for (long left = state.asked; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            FragmentOp op = ops.op(i, index);
            state.view().peer(index).noteOutcome(op.status());
            switch (op.status()) {
                case UNREACHABLE -> unreachable |= state.view().peer(index).unknown() ? 0 : 1L << index;
                case CANCELLED, NO_SUCH_SLAB -> bad |= 1L << index;
                case FENCED -> {
                    if (op.refusingEpoch() > region.epoch) {
                        region.noteFenced(op.refusingEpoch());
                    }
                }
                case OVERLOADED -> state.overloaded |= 1L << index;
                case OK -> stored |= 1L << index;
                case SUPERSEDED, PENDING -> {}
            }
        }
        state.waits = state.overloaded != 0 && (stored | state.overloaded) == state.asked;
        // Another write may have closed the connection that this one was on: that says nothing of the host yet.
        bad |= unreachable & state.unreachable;
        state.unreachable = unreachable;
        return bad;
    }

    private static boolean stored(StripeOps ops, int i) {
        for (long left = ops.page(i).asked; left != 0; left &= left - 1) {
            if (ops.op(i, Long.numberOfTrailingZeros(left)).status() != Status.OK) {
                return false;
            }
        }
        return true;
    }

    private void acknowledge(PageBatch batch, int entry, StripeOps.PageState state, FragmentHeader.Kind kind) {
        long page = batch.page(entry);
        int oldSlot = region.table.slot(page);
        long oldVersion = region.table.version(page);
        region.table.set(
                page,
                state.version,
                state.slot,
                switch (kind) {
                    case PAGE -> PageTable.State.DATA;
                    case TOMBSTONE -> PageTable.State.TOMBSTONE;
                    case LOST -> PageTable.State.LOST;
                });
        if (oldSlot != PageTable.NO_SLOT && oldSlot != state.slot) {
            region.commits.replaced(state.handle(), oldVersion, oldSlot);
        }
        state.settled = true;
        if (!region.inDoubt().isEmpty()) {
            region.inDoubt().remove(page);
        }
        region.pagesWritten.increment();
        boolean full = Long.bitCount(state.asked) == region.spec.redundancy().total();
        batch.result(entry, full ? PageResult.Done.FULL : PageResult.Done.DEGRADED);
    }

    private void giveUp(PageBatch batch, int from, int count, StripeOps ops, String why) {
        for (int i = 0; i < count; i++) {
            StripeOps.PageState state = ops.page(i);
            if (!state.settled) {
                state.settled = true;
                region.inDoubt().add(batch.page(from + i));
                if (region.table.slot(batch.page(from + i)) != state.slot) {
                    state.handle().slots().free(state.slot);
                }
                batch.result(from + i, notWritten(batch.page(from + i), state, why));
                makeRoom(state);
            }
        }
    }

    /**
     * Without these members no write can be acknowledged, but in their places others can join. Not done before the page's time is
     * up, because one more host may have failed that nobody knows of yet.
     */
    private static void makeRoom(StripeOps.PageState state) {
        if (state.bad != 0) {
            try {
                state.handle().removeIfSpared(state.view(), state.bad, 0);
            } catch (RegionException e) {
                // The next write to the group will try it again.
            }
        }
    }

    private PageResult notWritten(long page, StripeOps.PageState state, String why) {
        String what = "page " + page + " not written";
        if (!state.waits) {
            return new PageResult.Unavailable(what + ": " + why);
        }
        region.overloadedPages.increment();
        return state.view().overloaded(state.overloaded, what);
    }
}
