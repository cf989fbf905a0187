package io.farpage.store.shm;

import io.farpage.store.LocalProcess;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnixDomainSocketAddress;
import java.nio.channels.SocketChannel;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The directories of hosts, named {@code farpage-PID-START-RANDOM} after the process that made them. START is when that
 * process was started, in the kernel's own count, because process ids are used again.
 */
final class HostDirectory {
    private static final Pattern NAME = Pattern.compile("farpage-(\\d+)-(\\d+)-\\d+");
    private static final String SOCKET = "socket";

    private HostDirectory() {}

    /**
     * Makes a directory for a host of this process, readable by this user alone.
     *
     * @throws IOException when {@code base} is no writable directory
     */
    static Path create(Path base) throws IOException {
        if (!Files.isDirectory(base) || !Files.isWritable(base)) {
            throw new IOException(base + " for shared memory is not a directory that can be written");
        }
        return Files.createTempDirectory(base, "farpage-" + LocalProcess.name() + "-");
    }

    static UnixDomainSocketAddress socketIn(Path directory) {
        return UnixDomainSocketAddress.of(directory.resolve(SOCKET));
    }

    /**
     * Removes the directories of hosts that are dead.
     *
     * @return how many there were
     */
    static int removeLeftovers(Path base) throws IOException {
        int removed = 0;
        try (DirectoryStream<Path> children = Files.newDirectoryStream(base, "farpage-*")) {
            for (Path child : children) {
                if (isLeftover(child)) {
                    remove(child);
                    removed++;
                }
            }
        }
        return removed;
    }

    /** Removes a directory with all that is in it; nothing happens when it is gone already. */
    static void remove(Path directory) throws IOException {
        try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
            for (Path file : files) {
                Files.deleteIfExists(file);
            }
            Files.deleteIfExists(directory);
        } catch (NoSuchFileException e) {
            // Gone is what it was to be.
        }
    }

    /**
     * Neither does the process run here, nor does anybody answer at the socket: the maker may run where its process id means
     * something else, or may not have opened its socket yet.
     */
    private static boolean isLeftover(Path directory) {
        Matcher name = NAME.matcher(directory.getFileName().toString());
        return name.matches()
                // Other users' directories are theirs to remove.
                && Files.isWritable(directory)
                && LocalProcess.startOf(Long.parseLong(name.group(1))) != Long.parseLong(name.group(2))
                && !isAnswering(directory);
    }

    private static boolean isAnswering(Path directory) {
        try (SocketChannel socket = SocketChannel.open(socketIn(directory))) {
            return socket.isConnected();
        } catch (ConnectException e) {
            return false;
        } catch (IOException e) {
            return Files.exists(socketIn(directory).getPath());
        }
    }
}
