package io.farpage.replication;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.PageBatch;
import io.farpage.api.Reply;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import net.bytebuddy.asm.Advice;

/** What is woven into methods of writes, reads, takeover and repair to plant bugs. */
@SuppressWarnings("UnusedVariable") // What is assigned is used by the method that the code is woven into.
public final class ReplicationBugs {
    private ReplicationBugs() {}

    public static final class AllButOne {
        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) StripeOps ops,
                @Advice.Argument(1) int page,
                @Advice.Return(readOnly = false) boolean stored) {
            int missing = 0;
            for (long left = ops.page(page).asked; left != 0; left &= left - 1) {
                missing += ops.op(page, Long.numberOfTrailingZeros(left)).status() == Status.OK ? 0 : 1;
            }
            stored = missing < 2;
        }
    }

    public static final class CounterAlone {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(1) long counter, @Advice.Return(readOnly = false) long version) {
            version = counter;
        }
    }

    public static final class FewVersions {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long version) {
            version |= 63;
        }
    }

    public static final class InPlace {
        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("region") RegionContext region,
                @Advice.Argument(0) PageBatch batch,
                @Advice.Argument(1) int entry,
                @Advice.Argument(2) StripeOps.PageState state) {
            int old = region.table.slot(batch.page(entry));
            if (old != PageTable.NO_SLOT && state.slot != SlotAllocator.NONE) {
                state.handle().slots().free(state.slot);
                state.slot = old;
            }
        }
    }

    public static final class NeverAdopts {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }

        @Advice.OnMethodExit
        static void exit(
                @Advice.FieldValue("view") GroupHandle.View current,
                @Advice.Return(readOnly = false) GroupHandle.View view) {
            view = current;
        }
    }

    public static final class FloorsStay {
        @Advice.OnMethodExit
        static void exit(@Advice.Argument(0) long before, @Advice.Return(readOnly = false) long floors) {
            floors = before;
        }
    }

    public static final class EpochAlone {
        @Advice.OnMethodExit
        static void exit(
                @Advice.Argument(0) long floors,
                @Advice.Argument(1) int epoch,
                @Advice.Return(readOnly = false) boolean accepted) {
            accepted = epoch >= (int) (floors >>> 32);
        }
    }

    public static final class Fenced {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter() {
            return true;
        }

        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) Reply<Integer> reply) {
            reply = new Reply.Done<>(0);
        }
    }

    public static final class Reversed {
        @Advice.OnMethodExit
        static void exit(@Advice.Return List<?> candidates) {
            Collections.reverse(candidates);
        }
    }

    public static final class AnyVersion {
        @Advice.OnMethodExit
        static void exit(
                @Advice.This HeaderScan scan,
                @Advice.Argument(0) int slot,
                @Advice.Return(readOnly = false) long holders) {
            for (int i = 0; i < Long.SIZE && scan.answered() >>> i != 0; i++) {
                holders |= scan.holdsSomething(i, slot) ? 1L << i : 0;
            }
        }
    }

    public static final class NobodyElsesConnection {
        @Advice.OnMethodEnter(skipOn = Advice.OnNonDefaultValue.class)
        static boolean enter(@Advice.Argument(0) Object used, @Advice.FieldValue("connection") Object current) {
            return !Objects.equals(used, current);
        }
    }

    public static final class PresentAlone {
        @Advice.OnMethodExit
        static void exit(@Advice.This GroupHandle.View view, @Advice.Return(readOnly = false) long storing) {
            storing = view.present();
        }
    }

    public static final class NeverKept {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) long version) {
            version = Long.MAX_VALUE;
        }
    }

    public static final class OldCommitPoint {
        @Advice.OnMethodEnter
        static long enter(@Advice.FieldValue("upTo") long upTo) {
            return upTo;
        }

        @Advice.OnMethodExit(onThrowable = Throwable.class)
        static void exit(
                @Advice.Enter long before,
                @Advice.Thrown Throwable failure,
                @Advice.FieldValue(value = "upTo", readOnly = false) long upTo) {
            if (failure != null) {
                upTo = before;
            }
        }
    }
}
