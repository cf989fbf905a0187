package io.farpage.bench.peers;

import io.farpage.bench.measure.Resident;
import io.farpage.server.TemporaryDirectory;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Processes that work in a temporary directory; they end, and it is gone, when this is closed or this process is told to end. */
final class Servers implements AutoCloseable {
    private static final long START_PATIENCE_NS = 20_000_000_000L;
    private static final int LOOK_MS = 20;

    private final TemporaryDirectory directory = TemporaryDirectory.create("farpage-peers-");
    private final List<Process> started = new CopyOnWriteArrayList<>();
    private long residentEmpty;

    private Servers() {
        directory.beforeRemoval(() -> started.forEach(Servers::kill));
    }

    /** What makes a peer that has its servers here and closes them. */
    interface Maker {
        Peer make(Servers servers) throws IOException;
    }

    /** A peer that is made, empty. */
    static Peer start(Maker maker) throws IOException {
        Servers servers = new Servers();
        try {
            Peer peer = maker.make(servers);
            servers.residentEmpty = servers.residentBytes();
            return peer;
        } catch (IOException | RuntimeException e) {
            servers.close();
            throw e;
        }
    }

    /** Starts a program that listens at a port of 127.0.0.1, and returns when it does. */
    Process start(int port, List<String> command) throws IOException {
        Path log = directory.path().resolve(port + ".log");
        Process process = new ProcessBuilder(command)
                .directory(directory.path().toFile())
                .redirectErrorStream(true)
                .redirectInput(Redirect.from(new File("/dev/null")))
                .redirectOutput(Redirect.appendTo(log.toFile()))
                .start();
        started.add(process);
        long begin = System.nanoTime();
        while (!listens(port)) {
            if (!process.isAlive() || System.nanoTime() - begin > START_PATIENCE_NS) {
                throw new IOException("%s does not listen at port %d: %s"
                        .formatted(
                                command.getFirst(), port, Files.readString(log).strip()));
            }
            pause();
        }
        return process;
    }

    /** Ends a process with the others that somebody else has started. */
    void add(Process process) {
        started.add(process);
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket(InetAddress.ofLiteral("127.0.0.1"), port)) {
            return socket.isConnected();
        } catch (IOException e) {
            return false;
        }
    }

    /** Waits for a moment before a look at something that is not there yet. */
    static void pause() {
        try {
            Thread.sleep(LOOK_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while a server was awaited", e);
        }
    }

    /** How much more those that run have resident than when the peer had been made. */
    long residentGrowth() {
        return residentBytes() - residentEmpty;
    }

    private long residentBytes() {
        return started.stream()
                .filter(Process::isAlive)
                .mapToLong(process -> Resident.bytes(process.pid()))
                .sum();
    }

    /** {@code kill -9}; returns when the process is gone. */
    static void kill(Process process) {
        process.destroyForcibly();
        process.onExit().join();
    }

    @Override
    public void close() {
        directory.close();
    }
}
