package io.farpage.store.rdma;

import com.ibm.disni.verbs.IbvMr;
import com.ibm.disni.verbs.IbvPd;
import io.farpage.api.NativeMemory;
import io.farpage.api.SlabSpec;
import io.farpage.store.Floors;
import io.farpage.store.SlabLayout;
import io.farpage.store.SlabMemory;
import io.farpage.store.SlotMemory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/** Host side: a slab that clients reach under a key, which changes with every fence. */
final class RdmaSlab implements SlabMemory {
    private static final int ACCESS =
            IbvMr.IBV_ACCESS_LOCAL_WRITE | IbvMr.IBV_ACCESS_REMOTE_READ | IbvMr.IBV_ACCESS_REMOTE_WRITE;

    private final IbvPd pd;
    private final SlabSpec spec;
    private final Runnable onClose;
    private final Arena arena = Arena.ofShared();
    private final MemorySegment memory;
    private final SlotMemory slots;
    private @Nullable IbvMr registered;
    private long floors;
    private boolean closed;

    RdmaSlab(IbvPd pd, SlabSpec spec, Runnable onClose) throws IOException {
        this.pd = pd;
        this.spec = spec;
        this.onClose = onClose;
        floors = Floors.of(spec.epoch(), spec.generation());
        SlabLayout layout = SlabLayout.of(spec);
        try {
            memory = NativeMemory.map(layout.lengthBytes(), arena);
            slots = new SlotMemory(memory, layout);
            registered = Verbs.register(pd, memory, ACCESS);
        } catch (IOException e) {
            arena.close();
            throw e;
        }
    }

    /** Where clients find it, as {@link RemoteSlab#place}; null when it was released or cannot be reached. */
    synchronized long @Nullable [] place() {
        IbvMr key = registered;
        return key == null
                ? null
                : RemoteSlab.place(
                        memory.address(),
                        key.getRkey(),
                        slots.layout(),
                        spec.group().region().value(),
                        floors);
    }

    @Override
    public SlotMemory slots() {
        return slots;
    }

    @Override
    public synchronized void raise(long raised) {
        floors = raised;
    }

    /** Nobody has to be waited for: who still has the old key is refused by the device. */
    @Override
    public synchronized boolean awaitOlderWriters() {
        if (closed) {
            return true;
        }
        try {
            changeKey();
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** The slab stays where it is; this is the second try to change the key. */
    @Override
    public synchronized void move() throws IOException {
        if (!closed) {
            changeKey();
        }
    }

    /** The new key is made first, so that it differs. */
    private void changeKey() throws IOException {
        IbvMr old = registered;
        registered = Verbs.register(pd, memory, ACCESS);
        if (old != null) {
            Verbs.deregister(old);
        }
    }

    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        onClose.run();
        try {
            if (registered != null) {
                Verbs.deregister(registered);
                registered = null;
            }
        } catch (IOException e) {
            // The device may still reach the memory: it stays.
            throw new UncheckedIOException(
                    "a slab of " + spec.group() + " cannot be taken from the device: " + e.getMessage(), e);
        }
        arena.close();
    }
}
