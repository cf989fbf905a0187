package io.farpage.replication;

import io.farpage.api.Crc32c;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.RegionInfo;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;

/**
 * Fills one joining member of a slab group: for each slot the fragment of the version that the present members hold, rebuilt
 * from k of them and stored unless the member has it already, or something newer, from the owner. A version that every present member holds but too few can give
 * is marked as lost; one that a present member lacks was never acknowledged and is left out. Used by one thread.
 */
final class SlabRebuild implements AutoCloseable {
    private static final int SLOTS_AT_ONCE = 32;

    private final RegionInfo region;
    private final GroupHandle.View view;
    private final int index;
    private final Threads threads;
    private final StripeConfig config;
    private final Budget budget;
    private final RepairProgress progress;
    private final RedundancyScheme scheme;
    private final int data;
    private final HeaderScan scan;
    private final Arena arena = Arena.ofShared();
    private final StripeOps ops;
    private final MemorySegment frames;
    private final MemorySegment rebuilt;
    private boolean ahead;

    SlabRebuild(
            RegionInfo region,
            SlabGroup group,
            int index,
            Peers peers,
            Threads threads,
            StripeConfig config,
            Budget budget,
            RepairProgress progress) {
        this.region = region;
        this.view = new GroupHandle.View(group, peers);
        this.index = index;
        this.threads = threads;
        this.config = config;
        this.budget = budget;
        this.progress = progress;
        scheme = RedundancyScheme.of(region.spec());
        data = region.spec().redundancy().data();
        scan = new HeaderScan(
                new HeaderScan.RegionIdentity(
                        region.id().value(), data, region.spec().redundancy().parity()),
                group.slotCount());
        ops = new StripeOps(SLOTS_AT_ONCE, region.spec().redundancy().total(), scheme.scratchBytes());
        frames = arena.allocate((long) SLOTS_AT_ONCE * scheme.frameBytes(), 64);
        rebuilt = arena.allocate((long) SLOTS_AT_ONCE * region.spec().fragmentBytes(), 64);
    }

    /**
     * Does all of it; false when somebody did not answer, and it has to be tried again.
     *
     * @param meanwhile called often
     */
    boolean run(Runnable meanwhile) {
        return hasPresent() && fence() && scan() && fillAll(meanwhile);
    }

    /**
     * Does what can be done before the member is known to anybody: without a fence, so that writers are not disturbed, and
     * without marking anything as lost, which cannot be told yet. {@link #run} is to follow.
     *
     * @param meanwhile called often
     */
    boolean runAhead(Runnable meanwhile) {
        ahead = true;
        return hasPresent() && scan() && fillAll(meanwhile);
    }

    private boolean fillAll(Runnable meanwhile) {
        int first = 0;
        while (first < scan.slotCount()) {
            int count = 0;
            int slot = first;
            while (slot < scan.slotCount() && count < SLOTS_AT_ONCE) {
                count += plan(slot++, count) ? 1 : 0;
            }
            if (!fill(count)) {
                return false;
            }
            progress.slotsDone(slot - first, region.spec().repairBytes());
            first = slot;
            meanwhile.run();
        }
        return true;
    }

    private boolean hasPresent() {
        if (view.present() == 0) {
            progress.blocked("all members of " + view.group().id() + " are lost, and with them every page that is not "
                    + "written again: write its pages or delete the region");
        }
        return view.present() != 0;
    }

    /**
     * After the fence no write can be acknowledged that the joining member does not get; whatever was acknowledged before is
     * held by all present members, so a scan finds it. The joining member is fenced too, because it may have been let in
     * at the epoch of a former owner.
     */
    private boolean fence() {
        return ofAll((i, connection) ->
                connection.fence(view.slab(i), region.epoch(), view.generation()) instanceof Reply.Done);
    }

    private boolean scan() {
        return ofAll((i, connection) -> scan.fetch(i, connection, view.slab(i)));
    }

    private interface Question {
        boolean answered(int member, HostConnection connection);
    }

    private boolean ofAll(Question question) {
        for (long left = view.present() | 1L << index; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            HostConnection connection = view.connection(i);
            if (connection == null || !question.answered(i, connection)) {
                progress.blocked(
                        view.peer(i).ref() + " does not answer; " + view.group().id() + " is repaired later");
                return false;
            }
        }
        return true;
    }

    /** Decides what the member should hold in a slot and asks for its first k fragments; false when there is nothing to do. */
    private boolean plan(int slot, int i) {
        StripeOps.PageState state = ops.page(i);
        long untried = view.present();
        while (untried != 0) {
            int newest = scan.newest(slot, untried);
            if (newest < 0) {
                return false;
            }
            long version = scan.version(newest, slot);
            long holders = scan.holders(slot, scan.page(newest, slot), version);
            long good = holders & view.present() & ~scan.lostMarks(slot, holders);
            if (Long.bitCount(good) >= data || (scan.lackers(slot, holders) & view.present()) == 0) {
                if (hasFromOwner(slot, version)) {
                    return false;
                }
                state.slot = slot;
                state.version = version;
                state.have = 0;
                state.asked = 0;
                state.gone = 0;
                state.settled = false;
                state.overwritten = false;
                state.source = newest;
                state.candidates = good;
                return true;
            }
            untried &= ~holders;
        }
        return false;
    }

    private boolean hasFromOwner(int slot, long version) {
        return scan.holdsSomething(index, slot)
                && scan.version(index, slot) >= version
                && scan.kind(index, slot) != FragmentHeader.Kind.LOST;
    }

    private boolean fill(int count) {
        budget.spend(count * region.spec().repairBytes());
        while (ask(count)) {
            ops.submit(count);
            boolean inTime = ops.awaitAll(threads, count, config.opTimeoutNs());
            for (int i = 0; i < count; i++) {
                if (!inTime || !harvest(i)) {
                    giveUp(count);
                    return false;
                }
            }
        }
        for (int i = 0; i < count; i++) {
            send(i);
        }
        ops.submit(count);
        boolean stored = ops.awaitAll(threads, count, config.opTimeoutNs());
        if (!stored) {
            giveUp(count);
        }
        for (int i = 0; i < count; i++) {
            Status status = ops.op(i, index).status();
            stored &= ops.page(i).settled || status == Status.OK || status == Status.SUPERSEDED;
        }
        return stored;
    }

    private void giveUp(int count) {
        progress.blocked("a host does not answer; " + view.group().id() + " is repaired later");
        for (int i = 0; i < count; i++) {
            for (int j = 0; j < region.spec().redundancy().total(); j++) {
                ops.cancel(i, j);
            }
        }
    }

    /** Asks for what is missing to k fragments of each slot; false when nothing is left to ask. */
    private boolean ask(int count) {
        boolean asked = false;
        for (int i = 0; i < count; i++) {
            StripeOps.PageState state = ops.page(i);
            int wanted = isTombstone(state) ? 0 : data - Long.bitCount(state.have);
            for (long left = state.candidates & ~state.asked; left != 0 && wanted > 0; left &= left - 1, wanted--) {
                int from = Long.numberOfTrailingZeros(left);
                int place = scheme.readPlace(from);
                MemorySegment memory = place >= 0 ? frames : ops.scratch();
                long at = place >= 0 ? frameAt(i) + place : ops.scratchAt(i) + ~place;
                ops.op(i, from)
                        .read(
                                view.slab(from),
                                state.slot,
                                memory,
                                at,
                                region.spec().fragmentBytes());
                ops.enqueue(i, from, view.reach(from));
                state.asked |= 1L << from;
                asked = true;
            }
        }
        return asked;
    }

    private long frameAt(int i) {
        return (long) i * scheme.frameBytes();
    }

    private boolean isTombstone(StripeOps.PageState state) {
        return scan.kind(state.source, state.slot) == FragmentHeader.Kind.TOMBSTONE;
    }

    /** Sorts answers into good and bad fragments; false when a host did not answer, which says nothing of its fragment. */
    private boolean harvest(int i) {
        StripeOps.PageState state = ops.page(i);
        for (long left = state.asked & ~state.have & ~state.gone; left != 0; left &= left - 1) {
            int from = Long.numberOfTrailingZeros(left);
            FragmentOp op = ops.op(i, from);
            if (op.status() != Status.OK) {
                return false;
            }
            boolean good = FragmentHeader.isIntact(op.header(), 0)
                    && FragmentHeader.version(op.header(), 0) == state.version
                    && FragmentHeader.payloadCrc(op.header(), 0)
                            == Crc32c.of(op.payload(), op.payloadAt(), op.payloadBytes());
            if (good) {
                state.have |= 1L << from;
            } else {
                state.gone |= 1L << from;
                state.overwritten |= FragmentHeader.isIntact(op.header(), 0)
                        && FragmentHeader.version(op.header(), 0) > state.version;
            }
        }
        return true;
    }

    /** Enqueues what the member shall hold in the slot: the fragment, a tombstone, or the mark that it is lost. */
    private void send(int i) {
        StripeOps.PageState state = ops.page(i);
        FragmentOp op = ops.op(i, index);
        FragmentHeader.Kind kind = FragmentHeader.Kind.LOST;
        int payloadBytes = region.spec().fragmentBytes();
        long at = (long) i * region.spec().fragmentBytes();
        if (isTombstone(state)) {
            kind = FragmentHeader.Kind.TOMBSTONE;
        } else if (Long.bitCount(state.have) >= data) {
            kind = FragmentHeader.Kind.PAGE;
            scheme.rebuild(index, state.have, frames, frameAt(i), ops.scratch(), ops.scratchAt(i), rebuilt, at);
        } else if (state.overwritten || ahead) {
            state.settled = true;
            return; // The owner has given the slot to a newer version, and the member gets that from the owner.
        }
        FragmentHeader.write(
                op.header(),
                0,
                kind,
                index,
                region.spec().redundancy(),
                region.id(),
                scan.page(state.source, state.slot),
                scan.generation(state.source, state.slot),
                state.version,
                Crc32c.of(rebuilt, at, payloadBytes));
        op.write(
                FragmentOp.Kind.WRITE_IF_NEWER,
                view.slab(index),
                state.slot,
                region.epoch(),
                view.generation(),
                rebuilt,
                at,
                payloadBytes);
        ops.enqueue(i, index, view.reach(index));
        if (kind == FragmentHeader.Kind.LOST) {
            progress.fragmentLost();
        } else {
            progress.fragmentRepaired();
        }
    }

    @Override
    public void close() {
        scan.close();
        ops.close();
        arena.close();
    }
}
