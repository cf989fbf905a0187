package io.farpage.pager;

import io.farpage.api.PageResult;
import net.bytebuddy.asm.Advice;

/** What is woven into methods of the pager to plant bugs. */
@SuppressWarnings("UnusedVariable") // What is assigned is used by the method that the code is woven into.
public final class PagerBugs {
    private PagerBugs() {}

    public static final class AlwaysDone {
        @Advice.OnMethodEnter
        static void enter(@Advice.Argument(value = 1, readOnly = false) PageResult result) {
            result = PageResult.Done.FULL;
        }
    }

    public static final class CleanAfterWriteBack {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.FieldValue("table") PageTable table,
                @Advice.Argument(0) int page,
                @Advice.Argument(1) boolean acknowledged) {
            long entry = table.get(page);
            if (acknowledged && !PageTable.hasAny(entry, PageTable.LOCKED)) {
                table.compareAndSet(page, entry, entry & ~PageTable.DIRTY);
            }
        }
    }

    public static final class EvictsDirty {
        @Advice.OnMethodEnter
        static void enter(
                @Advice.FieldValue("table") PageTable table,
                @Advice.FieldValue("frames") Frames frames,
                @Advice.Argument(0) int frame) {
            int page = frames.page(frame);
            long entry = table.get(page);
            if (!PageTable.hasAny(entry, PageTable.LOCKED | PageTable.WRITING | PageTable.BUSY)) {
                table.compareAndSet(page, entry, entry & ~PageTable.DIRTY);
            }
        }
    }

    public static final class NeverDirty {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) long flags) {
            flags = 0;
        }
    }

    public static final class NothingFailed {
        @Advice.OnMethodExit
        static void exit(@Advice.Return(readOnly = false) int failed) {
            failed = 0;
        }
    }
}
