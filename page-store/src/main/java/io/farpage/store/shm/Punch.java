package io.farpage.store.shm;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Gives the memory of a mapped tmpfs file back although others still map it: they find zeros there. */
final class Punch {
    private static final int MADV_REMOVE = 9;
    private static final MethodHandle MADVISE = Linker.nativeLinker()
            .downcallHandle(
                    Linker.nativeLinker().defaultLookup().findOrThrow("madvise"),
                    FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG, JAVA_INT));

    private Punch() {}

    /**
     * Frees the whole pages of {@code memory}, which starts at a page of a file on tmpfs.
     *
     * @return whether the kernel did; if not, the memory is freed when the last process unmaps it
     */
    static boolean free(MemorySegment memory) {
        try {
            return (int) MADVISE.invokeExact(memory, memory.byteSize(), MADV_REMOVE) == 0;
        } catch (Throwable e) {
            throw new IllegalStateException("madvise cannot be called", e);
        }
    }
}
