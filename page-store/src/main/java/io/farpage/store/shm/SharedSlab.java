package io.farpage.store.shm;

import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import io.farpage.store.Floors;
import io.farpage.store.SlabLayout;
import io.farpage.store.SlabMemory;
import io.farpage.store.SlotMemory;
import java.io.IOException;
import java.lang.invoke.VarHandle;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Host side: a slab in a file that clients map. */
final class SharedSlab implements SlabMemory {
    /**
     * What a client must know to map a slab.
     *
     * @param move which of the slab's files is the newest, from 0
     */
    record Place(int move, SlabSpec spec) {}

    private final ShmSpace space;
    private final long id;
    private final SlabSpec spec;
    private final Threads threads;
    private final long graceNs;
    private volatile SlabFile file;
    private int move;
    private boolean closed;

    SharedSlab(ShmSpace space, long id, SlabSpec spec, Threads threads, long graceNs) throws IOException {
        this.space = space;
        this.id = id;
        this.spec = spec;
        this.threads = threads;
        this.graceNs = graceNs;
        file = create(Floors.of(spec.epoch(), spec.generation()));
    }

    /** Where the slab is; null when it was released. Waits for a move that is under way. */
    synchronized @Nullable Place place() {
        return closed ? null : new Place(move, spec);
    }

    /** Forgets the writers of a client that is gone. */
    synchronized void clearCell(int cell) {
        if (!closed) {
            file.clearCell(cell);
        }
    }

    @Override
    public SlotMemory slots() {
        return file.slots();
    }

    @Override
    public synchronized void raise(long floors) {
        if (!closed) {
            file.raise(floors);
        }
    }

    @Override
    public synchronized boolean awaitOlderWriters() {
        if (closed) {
            return true;
        }
        // Twice: after a fence that failed, older writers may be announced in either counter.
        boolean firstIsQuiet = awaitPhase();
        return firstIsQuiet && awaitPhase();
    }

    private boolean awaitPhase() {
        int phase = file.turnPhase();
        return threads.await(() -> file.isQuiet(phase), graceNs);
    }

    @Override
    public synchronized void move() throws IOException {
        if (closed) {
            return;
        }
        SlabFile old = file;
        Path oldPath = path();
        move++;
        SlabFile next;
        try {
            next = create(old.floors());
        } catch (IOException e) {
            move--;
            throw e;
        }
        old.state(SlabFile.MOVED);
        VarHandle.fullFence();
        next.slots().takeOver(old.slots());
        file = next;
        discard(old, oldPath);
        space.countMove();
    }

    @Override
    public synchronized void close() {
        if (!closed) {
            closed = true;
            space.forget(id);
            file.state(SlabFile.RELEASED);
            discard(file, path());
        }
    }

    private void discard(SlabFile old, Path path) {
        try {
            Files.deleteIfExists(path);
        } catch (IOException e) {
            space.countLeftFile();
        }
        old.free();
        old.close();
    }

    private SlabFile create(long floors) throws IOException {
        return SlabFile.create(path(), SlabLayout.of(spec), space.cells(), floors);
    }

    private Path path() {
        return space.path(id, move);
    }
}
