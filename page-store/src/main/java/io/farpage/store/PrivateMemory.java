package io.farpage.store;

import io.farpage.api.SlabSpec;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.Objects;

/** Memory that nobody outside this process can reach. */
final class PrivateMemory implements SlabMemory {
    private final Arena arena = Arena.ofShared();
    private final SlotMemory slots;

    private PrivateMemory(SlabSpec spec) {
        SlabLayout layout = SlabLayout.of(spec);
        slots = new SlotMemory(arena.allocate(layout.lengthBytes(), SlabLayout.ALIGNMENT_BYTES), layout);
    }

    /** The {@link SlabSpace} of such memory. */
    static SlabMemory lend(SlabSpec spec) throws IOException {
        try {
            return new PrivateMemory(spec);
        } catch (OutOfMemoryError e) {
            throw new IOException(Objects.requireNonNullElse(e.getMessage(), "out of memory"), e);
        }
    }

    @Override
    public SlotMemory slots() {
        return slots;
    }

    @Override
    public void raise(long floors) {}

    @Override
    public boolean awaitOlderWriters() {
        return true;
    }

    @Override
    public void move() {
        throw new IllegalStateException("nobody but this process writes here");
    }

    @Override
    public void close() {
        arena.close();
    }
}
