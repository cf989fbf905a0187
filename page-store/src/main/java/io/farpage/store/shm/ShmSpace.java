package io.farpage.store.shm;

import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import io.farpage.store.SlabMemory;
import io.farpage.store.SlabSpace;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** Host side: the slabs in one host's directory. Thread-safe. */
final class ShmSpace implements SlabSpace {
    private final Path directory;
    private final ShmConfig config;
    private final Threads threads;
    private final Map<Long, SharedSlab> slabs = new ConcurrentHashMap<>();
    private final AtomicLong moves = new AtomicLong();
    private final AtomicLong leftFiles = new AtomicLong();

    ShmSpace(Path directory, ShmConfig config, Threads threads) {
        this.directory = directory;
        this.config = config;
        this.threads = threads;
    }

    @Override
    public SlabMemory lend(long slab, SlabSpec spec) throws IOException {
        SharedSlab made =
                new SharedSlab(this, slab, spec, threads, config.writerGrace().toNanos());
        slabs.put(slab, made);
        return made;
    }

    /** Where a slab is; null when there is none of that id. */
    SharedSlab.@Nullable Place place(long slab) {
        SharedSlab found = slabs.get(slab);
        return found == null ? null : found.place();
    }

    /** Makes a client's cell free for the next one, in all slabs. */
    void clearCell(int cell) {
        slabs.values().forEach(slab -> slab.clearCell(cell));
    }

    void forget(long slab) {
        slabs.remove(slab);
    }

    int cells() {
        return config.maxClients();
    }

    Path path(long slab, int move) {
        return path(directory, slab, move);
    }

    /** The file of a slab after its {@code move}-th move, in a host's directory. */
    static Path path(Path directory, long slab, int move) {
        return directory.resolve("slab-" + slab + "-" + move);
    }

    void countMove() {
        moves.incrementAndGet();
    }

    void countLeftFile() {
        leftFiles.incrementAndGet();
    }

    long moves() {
        return moves.get();
    }

    long leftFiles() {
        return leftFiles.get();
    }
}
