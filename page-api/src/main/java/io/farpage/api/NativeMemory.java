package io.farpage.api;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/**
 * Memory straight from the kernel, which has it back the moment that its arena is closed; an allocator might keep it. It is where huge pages
 * fit, because random accesses to much memory otherwise spend their time in page tables. Thread-safe.
 */
public final class NativeMemory {
    private static final long PAGE_BYTES = 4096;
    private static final long HUGE_PAGE_BYTES = 2 << 20;
    private static final int PROT_NONE = 0;
    private static final int PROT_READ_WRITE = 1 | 2;
    private static final int MAP_PRIVATE_ANONYMOUS = 0x2 | 0x20;
    private static final int MREMAP_MAYMOVE_FIXED = 1 | 2;
    private static final long FAILED = -1;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final MethodHandle MMAP = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("mmap"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_INT, JAVA_INT, JAVA_INT, JAVA_LONG));
    private static final MethodHandle MREMAP = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("mremap"),
            FunctionDescriptor.of(ADDRESS, ADDRESS, JAVA_LONG, JAVA_LONG, JAVA_INT, ADDRESS),
            Linker.Option.firstVariadicArg(4));
    private static final MethodHandle MUNMAP = LINKER.downcallHandle(
            LINKER.defaultLookup().findOrThrow("munmap"), FunctionDescriptor.of(JAVA_INT, ADDRESS, JAVA_LONG));

    private NativeMemory() {}

    /**
     * Zeros that are resident already.
     *
     * @param arena gives them back when it is closed
     * @throws IOException when the machine has not so much left
     */
    public static MemorySegment map(long lengthBytes, Arena arena) throws IOException {
        long availableBytes = availableBytes();
        if (lengthBytes > availableBytes) {
            throw new IOException("the machine has no " + lengthBytes + " bytes left, but " + availableBytes);
        }
        MemorySegment mapped = reserve(lengthBytes, PROT_READ_WRITE).reinterpret(arena, NativeMemory::unmap);
        MemoryAdvice.hugePages(mapped);
        if (!MemoryAdvice.populate(mapped)) {
            mapped.fill((byte) 0);
        }
        return mapped;
    }

    /**
     * The memory of a shared mapping once more, at an address at which its huge pages can be used as such; what is changed here is changed there.
     *
     * @param shared all of a mapping of a file, which may be unmapped afterwards
     * @param arena unmaps what is returned when it is closed
     * @throws IOException when the kernel refuses
     */
    public static MemorySegment again(MemorySegment shared, Arena arena) throws IOException {
        MemorySegment place = reserve(shared.byteSize(), PROT_NONE);
        MemorySegment moved = call(
                () -> (MemorySegment) MREMAP.invokeExact(shared, 0L, place.byteSize(), MREMAP_MAYMOVE_FIXED, place));
        if (moved.address() == FAILED) {
            unmap(place);
            throw new IOException("the kernel does not map " + shared.byteSize() + " bytes once more");
        }
        return place.reinterpret(arena, NativeMemory::unmap);
    }

    /** Addresses that start at a huge page. */
    private static MemorySegment reserve(long lengthBytes, int protection) throws IOException {
        long withGap = pages(lengthBytes) + HUGE_PAGE_BYTES;
        MemorySegment raw = call(() -> (MemorySegment)
                MMAP.invokeExact(MemorySegment.NULL, withGap, protection, MAP_PRIVATE_ANONYMOUS, -1, 0L));
        if (raw.address() == FAILED) {
            throw new IOException("the kernel does not give " + lengthBytes + " bytes");
        }
        long before = -raw.address() & (HUGE_PAGE_BYTES - 1);
        long end = before + pages(lengthBytes);
        MemorySegment all = raw.reinterpret(withGap);
        unmap(all.asSlice(0, before));
        unmap(all.asSlice(end));
        return all.asSlice(before, lengthBytes);
    }

    private static void unmap(MemorySegment memory) {
        if (memory.byteSize() > 0 && call(() -> (int) MUNMAP.invokeExact(memory, memory.byteSize())) != 0) {
            throw new IllegalStateException("munmap of " + memory + " failed");
        }
    }

    private static long pages(long lengthBytes) {
        return lengthBytes + PAGE_BYTES - 1 & -PAGE_BYTES;
    }

    /** What the kernel could give without taking it from somebody who needs it. */
    private static long availableBytes() throws IOException {
        try (Stream<String> lines = Files.lines(Path.of("/proc/meminfo"))) {
            return lines.filter(line -> line.startsWith("MemAvailable:"))
                    .mapToLong(line -> Long.parseLong(line.replaceAll("\\D", "")) << 10)
                    .findFirst()
                    .orElse(Long.MAX_VALUE);
        }
    }

    private interface SystemCall<T> {
        T invoke() throws Throwable;
    }

    private static <T> T call(SystemCall<T> function) {
        try {
            return function.invoke();
        } catch (Throwable e) {
            throw new IllegalStateException("a function of the C library cannot be called", e);
        }
    }
}
