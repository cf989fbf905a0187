package io.farpage.chaos.history;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** The histories in a directory, read while they are written: each operation that has ended is told once. Used by one thread. */
public final class Histories implements AutoCloseable {
    private final Path directory;
    private final Map<Path, HistoryReader> readers = new HashMap<>();

    /** Those of a directory, from the first on. */
    public Histories(Path directory) {
        this.directory = directory;
    }

    /** Tells of what has ended since this was last asked for; of each thread in order. */
    public void read(Consumer<Operation> each) {
        try (var files = Files.list(directory)) {
            files.filter(HistoryFile::isHistory).forEach(file -> readers.computeIfAbsent(file, HistoryReader::new));
        } catch (IOException e) {
            throw new UncheckedIOException("no histories can be read from " + directory + ": " + e, e);
        }
        for (HistoryReader reader : readers.values()) {
            for (Operation next = reader.nextEnded(); next != null; next = reader.nextEnded()) {
                each.accept(next);
            }
        }
    }

    @Override
    public void close() {
        readers.values().forEach(HistoryReader::close);
    }
}
