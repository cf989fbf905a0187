package io.farpage.store.shm;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.farpage.api.MemoryAdvice;
import io.farpage.api.NativeMemory;
import io.farpage.store.SlabLayout;
import io.farpage.store.SlotMemory;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.VarHandle;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Objects;
import java.util.Set;

/**
 * A slab that processes share, as one of them maps it.
 *
 * <pre>
 *  bytes 0-7    what the file is
 *  bytes 8-11   {@link #ACTIVE}, {@link #MOVED} or {@link #RELEASED}
 *  bytes 12-15  phase: its lowest bit says which counter of its cell a writer uses
 *  bytes 16-23  the epoch and generation that are accepted, as {@link io.farpage.store.Floors}
 *  64 + 64 i    cell of client i: how many of its writers are under way, two counters of 4 bytes
 *  from the next multiple of 4096 on: the slots
 * </pre>
 *
 * <p>After {@link #close}, also while another thread is in here, methods throw {@link IllegalStateException}. Thread-safe.
 */
final class SlabFile {
    /** The slab is here. */
    static final int ACTIVE = 1;
    /** The slab is elsewhere: what was read here may be old, what was written here may be lost. */
    static final int MOVED = 2;
    /** There is no such slab any more. */
    static final int RELEASED = 3;

    private static final long MAGIC = 0x3242414c53_5046L;
    private static final long STATE_AT = 8;
    private static final long PHASE_AT = 12;
    private static final long FLOORS_AT = 16;
    private static final int LINE_BYTES = 64;
    private static final int PAGE_BYTES = 4096;
    private static final int ZEROS_BYTES = 1 << 20;
    private static final VarHandle INT = JAVA_INT.varHandle();
    private static final VarHandle LONG = JAVA_LONG.varHandle();

    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final long slotsAt;
    private final int cells;
    private final SlotMemory slots;

    private SlabFile(FileChannel file, SlabLayout layout, int cells) throws IOException {
        this.cells = cells;
        slotsAt = slotsAt(cells);
        try (Arena elsewhere = Arena.ofConfined()) {
            MemorySegment mapped =
                    file.map(FileChannel.MapMode.READ_WRITE, 0, slotsAt + layout.lengthBytes(), elsewhere);
            memory = NativeMemory.again(mapped, arena);
        } catch (IOException | RuntimeException e) {
            arena.close();
            throw e;
        }
        slots = new SlotMemory(memory.asSlice(slotsAt), layout);
    }

    /**
     * Host side: makes a file of zeros, with all its memory taken, so that no later access can find none.
     *
     * @throws IOException when there is no room; then no file is left
     */
    static SlabFile create(Path path, SlabLayout layout, int cells, long floors) throws IOException {
        try (FileChannel file = FileChannel.open(
                path,
                Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.READ, StandardOpenOption.WRITE),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
            return fill(file, path, layout, cells, floors);
        }
    }

    private static SlabFile fill(FileChannel file, Path path, SlabLayout layout, int cells, long floors)
            throws IOException {
        try {
            writeZeros(file, slotsAt(cells) + layout.lengthBytes());
            SlabFile made = new SlabFile(file, layout, cells);
            MemoryAdvice.collapse(made.memory);
            made.raise(floors);
            made.memory.set(JAVA_LONG, 0, MAGIC);
            made.state(ACTIVE);
            return made;
        } catch (IOException e) {
            Files.deleteIfExists(path);
            throw new IOException("no room for " + path + ": " + e.getMessage(), e);
        }
    }

    /**
     * Client side: maps a file that the host has made.
     *
     * @throws IOException when there is no such file, or another one in its place
     */
    static SlabFile open(Path path, SlabLayout layout, int cells) throws IOException {
        try (FileChannel file = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            long expectedBytes = slotsAt(cells) + layout.lengthBytes();
            // Mapping beyond its end would lengthen the file.
            if (file.size() != expectedBytes) {
                throw new IOException(path + " has " + file.size() + " bytes, not " + expectedBytes);
            }
            SlabFile mapped = new SlabFile(file, layout, cells);
            if (mapped.memory.get(JAVA_LONG, 0) != MAGIC) {
                mapped.close();
                throw new IOException(path + " is no slab of this version");
            }
            return mapped;
        }
    }

    private static void writeZeros(FileChannel file, long lengthBytes) throws IOException {
        ByteBuffer zeros = ByteBuffer.allocateDirect((int) Math.min(ZEROS_BYTES, lengthBytes));
        for (long left = lengthBytes; left > 0; left -= zeros.limit()) {
            zeros.clear().limit((int) Math.min(zeros.capacity(), left));
            while (zeros.hasRemaining()) {
                file.write(zeros);
            }
        }
    }

    private static long slotsAt(int cells) {
        return LINE_BYTES * (1L + cells) + PAGE_BYTES - 1 & -PAGE_BYTES;
    }

    SlotMemory slots() {
        return slots;
    }

    boolean isAlive() {
        return slots.isAlive();
    }

    int state() {
        return (int) INT.getVolatile(memory, STATE_AT);
    }

    void state(int state) {
        INT.setVolatile(memory, STATE_AT, state);
    }

    /** What is accepted. */
    long floors() {
        return (long) LONG.getVolatile(memory, FLOORS_AT);
    }

    /** Host side: sets what is accepted from now on. */
    void raise(long floors) {
        LONG.setVolatile(memory, FLOORS_AT, floors);
    }

    /**
     * Announces a writer; it looks at {@link #floors} after this and writes only if they let it.
     *
     * @return what to hand to {@link #leave} when it is done
     */
    int enter(int cell) {
        while (true) {
            int phase = phase();
            INT.getAndAdd(memory, counterAt(cell, phase), 1);
            // Had the host turned the phase in between, it might wait for this counter no more.
            if ((phase() & 1) == (phase & 1)) {
                return phase;
            }
            leave(cell, phase);
        }
    }

    /** Takes an announcement back; a full memory fence. */
    void leave(int cell, int phase) {
        INT.getAndAdd(memory, counterAt(cell, phase), -1);
    }

    /** Host side: from now on writers use the other counter; returns the phase whose writers are to be waited for. */
    int turnPhase() {
        return (int) INT.getAndAdd(memory, PHASE_AT, 1);
    }

    /** Whether no writer of a phase is under way. */
    boolean isQuiet(int phase) {
        for (int cell = 0; cell < cells; cell++) {
            if ((int) INT.getVolatile(memory, counterAt(cell, phase)) != 0) {
                return false;
            }
        }
        return true;
    }

    /** Whether no writer of one client is under way. */
    boolean isQuietCell(int cell) {
        return (int) INT.getVolatile(memory, counterAt(cell, 0)) == 0
                && (int) INT.getVolatile(memory, counterAt(cell, 1)) == 0;
    }

    /** Host side: forgets the announcements of a client that is gone. */
    void clearCell(int cell) {
        INT.setVolatile(memory, counterAt(cell, 0), 0);
        INT.setVolatile(memory, counterAt(cell, 1), 0);
    }

    /** Host side: frees the memory of the slots for all who map them. */
    void free() {
        MemoryAdvice.remove(memory.asSlice(slotsAt));
    }

    /** Unmaps it here, whoever is using it. */
    void close() {
        arena.close();
    }

    private int phase() {
        return (int) INT.getVolatile(memory, PHASE_AT);
    }

    private long counterAt(int cell, int phase) {
        return LINE_BYTES * (1L + Objects.checkIndex(cell, cells)) + (long) Integer.BYTES * (phase & 1);
    }
}
