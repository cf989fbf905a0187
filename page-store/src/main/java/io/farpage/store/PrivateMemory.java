package io.farpage.store;

import io.farpage.api.NativeMemory;
import io.farpage.api.SlabSpec;
import java.io.IOException;
import java.lang.foreign.Arena;

/** Memory that nobody outside this process can reach. */
final class PrivateMemory implements SlabMemory {
    private final Arena arena = Arena.ofShared();
    private final SlotMemory slots;

    private PrivateMemory(SlabSpec spec) throws IOException {
        SlabLayout layout = SlabLayout.of(spec);
        try {
            slots = new SlotMemory(NativeMemory.map(layout.lengthBytes(), arena), layout);
        } catch (IOException e) {
            arena.close();
            throw e;
        }
    }

    /** The {@link SlabSpace} of such memory. */
    static SlabMemory lend(SlabSpec spec) throws IOException {
        return new PrivateMemory(spec);
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
