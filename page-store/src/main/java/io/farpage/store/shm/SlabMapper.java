package io.farpage.store.shm;

import io.farpage.store.SlabLayout;
import io.farpage.store.control.Answer;
import io.farpage.store.control.SlabMap;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** Client side: maps files of slabs. Used under the lock of the map. */
final class SlabMapper implements SlabMap.Mapper<MappedSlab> {
    private final Path directory;
    private volatile int cell;
    private volatile int cells;

    SlabMapper(Path directory) {
        this.directory = directory;
    }

    /** What the host gave us: our cell and the number of cells in each slab. */
    void opened(int ourCell, int cellsInEachSlab) {
        cell = ourCell;
        cells = cellsInEachSlab;
    }

    @Override
    public @Nullable MappedSlab map(long slab, Answer.Done place) throws IOException {
        SlabLayout layout = new SlabLayout((int) place.second(), (int) place.third());
        try {
            SlabFile file = SlabFile.open(ShmSpace.path(directory, slab, (int) place.first()), layout, cells);
            return new MappedSlab(slab, file, (int) place.fourth(), cell);
        } catch (NoSuchFileException e) {
            // It has moved or was released since the host answered.
            return null;
        }
    }

    @Override
    public void unmap(MappedSlab mapped) {
        mapped.close();
    }
}
