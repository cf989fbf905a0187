package io.farpage.api;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/**
 * What the kernel can be asked to do with memory that starts at one of its pages ({@code madvise}). Each method says whether the kernel did
 * it; when it did not, nothing has changed. Thread-safe.
 */
public final class MemoryAdvice {
    private static final int MADV_REMOVE = 9;
    private static final int MADV_HUGEPAGE = 14;
    private static final int MADV_POPULATE_WRITE = 23;
    private static final int MADV_COLLAPSE = 25;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MADVISE = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("madvise"),
            FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private MemoryAdvice() {}

    /** Has anonymous memory come in huge pages when it is touched. */
    static boolean hugePages(MemorySegment memory) {
        return advise(memory, MADV_HUGEPAGE);
    }

    /** Makes all of it resident now (Linux 5.14). */
    static boolean populate(MemorySegment memory) {
        return advise(memory, MADV_POPULATE_WRITE);
    }

    /**
     * Puts memory that is resident into huge pages, of anonymous memory or of a file on tmpfs, for whoever else maps the file as well; whatever
     * the system's settings for huge pages are (Linux 6.1). Takes some milliseconds for each 64 MiB.
     */
    public static boolean collapse(MemorySegment memory) {
        return advise(memory, MADV_COLLAPSE);
    }

    /** Gives the whole pages of a mapped file on tmpfs back although others map it: they find zeros there. */
    public static boolean remove(MemorySegment memory) {
        return advise(memory, MADV_REMOVE);
    }

    private static boolean advise(MemorySegment memory, int advice) {
        try {
            return (int) MADVISE.invokeExact(memory, memory.byteSize(), advice) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("madvise cannot be called", e);
        }
    }
}
