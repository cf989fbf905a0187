package io.farpage.bench.pager;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A memory cgroup of our own, of version 2 or 1, whichever the machine has. What a process took before it came in is not counted. */
final class MemoryCgroup implements AutoCloseable {
    private static final Path ROOT = Path.of("/sys/fs/cgroup");

    private final Path directory;

    private MemoryCgroup(Path directory) {
        this.directory = directory;
    }

    /** Makes one. */
    static MemoryCgroup create(String name, long limitBytes) throws IOException {
        boolean unified = Files.exists(ROOT.resolve("cgroup.controllers"));
        Path directory = Files.createDirectory((unified ? ROOT : ROOT.resolve("memory")).resolve(name));
        try {
            Files.writeString(
                    directory.resolve(unified ? "memory.max" : "memory.limit_in_bytes"), Long.toString(limitBytes));
        } catch (IOException e) {
            Files.delete(directory);
            throw e;
        }
        return new MemoryCgroup(directory);
    }

    /** Puts a process in, with all its threads. */
    void add(long pid) throws IOException {
        Files.writeString(directory.resolve("cgroup.procs"), Long.toString(pid));
    }

    /** Removes it; nobody may be in it any more. */
    @Override
    public void close() throws IOException {
        Files.delete(directory);
    }
}
