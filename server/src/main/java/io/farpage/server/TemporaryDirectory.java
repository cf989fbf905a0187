package io.farpage.server;

import io.farpage.server.cli.UsageException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.stream.Stream;

/** A directory that is deleted with all it holds when it is closed, and also when the process is told to end. */
public final class TemporaryDirectory implements AutoCloseable {
    private final Path path;
    private final Thread hook;
    private volatile Runnable before = () -> {};

    private TemporaryDirectory(Path path) {
        this.path = path;
        this.hook = new Thread(this::remove, "delete " + path.getFileName());
    }

    /**
     * Makes one below {@code TMPDIR}, or the system's default.
     *
     * @throws UsageException when that is not possible
     */
    public static TemporaryDirectory create(String prefix) {
        String configured = System.getenv("TMPDIR");
        Path parent = Path.of(configured == null ? System.getProperty("java.io.tmpdir") : configured);
        try {
            TemporaryDirectory directory = new TemporaryDirectory(Files.createTempDirectory(parent, prefix));
            Runtime.getRuntime().addShutdownHook(directory.hook);
            return directory;
        } catch (IOException e) {
            throw new UsageException(
                    "no temporary directory can be made in " + parent + ": " + e
                            + "; set TMPDIR to a directory that can be written",
                    e);
        }
    }

    public Path path() {
        return path;
    }

    /** Has something done once, before the directory is deleted, also when the process is told to end. */
    public void beforeRemoval(Runnable work) {
        before = work;
    }

    private void remove() {
        try {
            before.run();
        } finally {
            delete(path);
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return; // The process is ending and the hook deletes it.
        }
        remove();
    }

    private static void delete(Path root) {
        try (Stream<Path> all = Files.walk(root)) {
            for (Path each : all.sorted(Comparator.reverseOrder()).toList()) {
                Files.deleteIfExists(each);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("temporary directory " + root + " could not be deleted; delete it", e);
        }
    }
}
