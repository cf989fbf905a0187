package io.farpage.chaos.processes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file system of its own for the data of one metadata peer, where there is the right to make one, which can be filled up. */
final class SmallDisk {
    private static final int BYTES = 96 << 20;
    private static final int PEER = 2;

    private final Path directory;
    private final boolean mounted;

    private SmallDisk(Path directory, boolean mounted) {
        this.directory = directory;
        this.mounted = mounted;
    }

    /** Mounts it where the peer of a cluster keeps its data; the cluster is not started yet. */
    static SmallDisk mount(Path root) throws IOException, InterruptedException {
        Path directory = Files.createDirectories(root.resolve("meta-" + (PEER + 1)));
        return new SmallDisk(
                directory,
                ShellCommand.run("mount", "-t", "tmpfs", "-o", "size=" + BYTES, "farpage", directory.toString()));
    }

    /** Whether there was the right to make it. */
    boolean isThere() {
        return mounted;
    }

    /** Leaves no byte free. */
    void fill() throws IOException {
        try (FileChannel file = FileChannel.open(filler(), StandardOpenOption.CREATE, StandardOpenOption.APPEND)) {
            ByteBuffer zeros = ByteBuffer.allocateDirect(1 << 12);
            while (true) {
                file.write(zeros.clear());
            }
        } catch (IOException e) {
            if (!Files.exists(filler())) {
                throw e;
            }
            // It is full now.
        }
    }

    void empty() throws IOException {
        Files.deleteIfExists(filler());
    }

    private Path filler() {
        return directory.resolve("filler");
    }

    /** Takes it away, also from under a peer that still runs. */
    void unmount() {
        if (mounted) {
            try {
                if (!ShellCommand.run("umount", "-l", directory.toString())) {
                    System.err.println(directory + " is still mounted");
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
