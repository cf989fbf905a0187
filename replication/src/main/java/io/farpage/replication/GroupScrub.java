package io.farpage.replication;

import io.farpage.api.Crc32c;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.BitSet;
import java.util.function.BooleanSupplier;

/**
 * Scrubs one slab group: reads every slot of all present members, and rebuilds fragments that do not fit the newest version
 * that k of them can give. What looks bad is looked at again when writes that were under way have ended, and what was mended
 * once more after that, because an owner who writes past the host may have used the slot at that very moment. Used by one thread.
 */
final class GroupScrub implements AutoCloseable {
    private static final int SLOTS_AT_ONCE = 32;
    private static final int ROUNDS = 5;

    private final RegionInfo region;
    private final GroupHandle.View view;
    private final Threads threads;
    private final StripeConfig config;
    private final Budget budget;
    private final ScrubProgress progress;
    private final RedundancyScheme scheme;
    private final int total;
    private final int fragmentBytes;
    private final Arena arena = Arena.ofShared();
    private final StripeOps ops;
    private final MemorySegment frames;
    private final MemorySegment rebuilt;
    private final StripeVerdict[] verdicts = new StripeVerdict[SLOTS_AT_ONCE];
    private boolean refused;

    GroupScrub(
            RegionInfo region,
            SlabGroup group,
            Peers peers,
            Threads threads,
            StripeConfig config,
            Budget budget,
            ScrubProgress progress) {
        this.region = region;
        this.view = new GroupHandle.View(group, peers);
        this.threads = threads;
        this.config = config;
        this.budget = budget;
        this.progress = progress;
        scheme = RedundancyScheme.of(region.spec());
        total = region.spec().redundancy().total();
        fragmentBytes = region.spec().fragmentBytes();
        ops = new StripeOps(SLOTS_AT_ONCE, total, scheme.scratchBytes());
        frames = arena.allocate((long) SLOTS_AT_ONCE * scheme.frameBytes(), 64);
        rebuilt = arena.allocate((long) SLOTS_AT_ONCE * total * fragmentBytes, 64);
        for (int i = 0; i < SLOTS_AT_ONCE; i++) {
            verdicts[i] = new StripeVerdict(region);
        }
    }

    /** Scrubs all slots; false when hosts refused what was mended, because the group or its owner has changed. */
    boolean run(BooleanSupplier stopped) {
        int slotCount = view.group().slotCount();
        BitSet all = new BitSet();
        all.set(0, slotCount);
        BitSet bad = round(all, false, stopped);
        for (int i = 0; i < ROUNDS && !bad.isEmpty() && !refused && !stopped.getAsBoolean(); i++) {
            threads.await(() -> false, config.opTimeoutNs());
            bad = round(bad, true, stopped);
        }
        return !refused;
    }

    /** Looks at some slots; returns those with bad fragments, mended if asked for. */
    private BitSet round(BitSet slots, boolean mend, BooleanSupplier stopped) {
        BitSet bad = new BitSet();
        int slot = slots.nextSetBit(0);
        while (slot >= 0 && !stopped.getAsBoolean()) {
            int count = 0;
            for (; slot >= 0 && count < SLOTS_AT_ONCE; slot = slots.nextSetBit(slot + 1)) {
                ops.page(count++).slot = slot;
            }
            look(count);
            for (int i = 0; i < count; i++) {
                StripeVerdict verdict = verdicts[i];
                if (verdict.bad() != 0 || verdict.isLost()) {
                    bad.set(ops.page(i).slot);
                }
                if (mend && verdict.isLost()) {
                    progress.stripeLost();
                    bad.clear(ops.page(i).slot);
                }
            }
            if (mend) {
                mend(count);
            } else {
                progress.slotsChecked(count);
            }
        }
        return bad;
    }

    private void look(int count) {
        int asked = Long.bitCount(view.present()) * count;
        budget.spend((long) asked * fragmentBytes);
        for (int i = 0; i < count; i++) {
            for (long left = view.present(); left != 0; left &= left - 1) {
                int index = Long.numberOfTrailingZeros(left);
                int place = scheme.readPlace(index);
                MemorySegment memory = place >= 0 ? frames : ops.scratch();
                long at = place >= 0 ? frameAt(i) + place : ops.scratchAt(i) + ~place;
                ops.op(i, index).read(view.slab(index), ops.page(i).slot, memory, at, fragmentBytes);
                ops.enqueue(i, index, view.reach(index));
            }
        }
        ops.submit(count);
        ops.awaitAll(threads, count, config.opTimeoutNs());
        int unread = 0;
        for (int i = 0; i < count; i++) {
            verdicts[i].begin();
            for (long left = view.present(); left != 0; left &= left - 1) {
                int index = Long.numberOfTrailingZeros(left);
                FragmentOp op = ended(i, index);
                if (op.status() == Status.OK) {
                    verdicts[i].take(index, op);
                } else {
                    unread++;
                }
            }
            verdicts[i].decide(view.present());
        }
        progress.fragmentsChecked(asked - unread);
        progress.fragmentsUnread(unread);
    }

    private long frameAt(int i) {
        return (long) i * scheme.frameBytes();
    }

    /** An op that is over: given up if it was still pending. */
    private FragmentOp ended(int i, int index) {
        ops.cancel(i, index);
        return ops.op(i, index);
    }

    private void mend(int count) {
        for (int i = 0; i < count; i++) {
            StripeVerdict verdict = verdicts[i];
            for (long left = verdict.bad(); left != 0; left &= left - 1) {
                write(i, Long.numberOfTrailingZeros(left), verdict);
            }
        }
        ops.submit(count);
        ops.awaitAll(threads, count, config.opTimeoutNs());
        for (int i = 0; i < count; i++) {
            for (long left = verdicts[i].bad(); left != 0; left &= left - 1) {
                count(ended(i, Long.numberOfTrailingZeros(left)).status());
            }
        }
    }

    private void count(Status outcome) {
        switch (outcome) {
            case OK -> {
                progress.fragmentBad();
                progress.fragmentRepaired();
            }
            case SUPERSEDED -> {} // Its owner has written the slot anew.
            case FENCED, NO_SUCH_SLAB -> refused = true;
            default -> progress.fragmentBad();
        }
    }

    private void write(int i, int index, StripeVerdict verdict) {
        long at = ((long) i * total + index) * fragmentBytes;
        if (verdict.kind() == FragmentHeader.Kind.PAGE) {
            scheme.rebuild(index, verdict.good(), frames, frameAt(i), ops.scratch(), ops.scratchAt(i), rebuilt, at);
        } else {
            rebuilt.asSlice(at, fragmentBytes).fill((byte) 0);
        }
        FragmentOp op = ops.op(i, index);
        FragmentHeader.write(
                op.header(),
                0,
                verdict.kind(),
                index,
                region.spec().redundancy(),
                region.id(),
                verdict.page(),
                verdict.generation(),
                verdict.version(),
                Crc32c.of(rebuilt, at, fragmentBytes));
        op.write(
                FragmentOp.Kind.WRITE_IF_NEWER,
                view.slab(index),
                ops.page(i).slot,
                region.epoch(),
                view.generation(),
                rebuilt,
                at,
                fragmentBytes);
        budget.spend(fragmentBytes);
        ops.enqueue(i, index, view.reach(index));
    }

    @Override
    public void close() {
        ops.close();
        arena.close();
    }
}
