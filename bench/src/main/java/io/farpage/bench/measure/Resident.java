package io.farpage.bench.measure;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of processes that is resident, shared memory that they have touched included. */
public final class Resident {
    private static final int PAGE = 4096;

    private Resident() {}

    /**
     * That of one process, in bytes.
     *
     * @throws UncheckedIOException when there is no such process
     */
    public static long bytes(long pid) {
        Path file = Path.of("/proc/" + pid + "/statm");
        try {
            return Long.parseLong(Files.readString(file).split(" ", -1)[1]) * PAGE;
        } catch (IOException e) {
            throw new UncheckedIOException("what the kernel counts cannot be read from " + file + ": " + e, e);
        }
    }
}
