package io.farpage.store;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/** Memory straight from the kernel, which has it back the moment that its arena is closed; an allocator might keep it. */
public final class AnonymousMemory {
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS_POPULATE = 0x2 | 0x20 | 0x8000;
    private static final long MAP_FAILED = -1;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("mmap"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MUNMAP = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("munmap"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private AnonymousMemory() {}

    /**
     * Zeros that start at a page, resident already.
     *
     * @param arena gives them back when it is closed
     * @throws IOException when the kernel has not so much
     */
    public static MemorySegment map(long lengthBytes, Arena arena) throws IOException {
        MemorySegment memory;
        try {
            memory = (MemorySegment) MMAP.invokeExact(
                    MemorySegment.NULL, lengthBytes, PROT_READ_WRITE, MAP_PRIVATE_ANONYMOUS_POPULATE, -1, 0L);
        } catch (Throwable e) {
            throw new IllegalStateException("mmap cannot be called", e);
        }
        if (memory.address() == MAP_FAILED) {
            throw new IOException("the kernel does not give " + lengthBytes + " bytes");
        }
        return memory.reinterpret(lengthBytes, arena, AnonymousMemory::unmap);
    }

    private static void unmap(MemorySegment memory) {
        try {
            if ((int) MUNMAP.invokeExact(memory, memory.byteSize()) != 0) {
                throw new IllegalStateException("munmap of " + memory + " failed");
            }
        } catch (RuntimeException e) {
            throw e;
        } catch (Throwable e) {
            throw new IllegalStateException("munmap cannot be called", e);
        }
    }
}
