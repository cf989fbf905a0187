package io.farpage.server.cluster;

import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.cluster.LocalCluster.Started;
import io.farpage.server.config.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What may be done to single processes of a {@link LocalCluster}, by who tests what it bears. */
public final class ClusterProcesses {
    private ClusterProcesses() {}

    /** {@code kill -9}; returns when the process is gone. */
    public static void kill(Running process) {
        ProcessHandle.of(process.pid()).ifPresent(handle -> {
            handle.destroyForcibly();
            handle.onExit().join();
        });
    }

    /** Sends a signal by its name, as {@code STOP} or {@code CONT}, if the process is there. */
    public static void signal(String signal, long pid) throws IOException {
        try {
            new ProcessBuilder("kill", "-" + signal, Long.toString(pid))
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start()
                    .waitFor();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /**
     * Starts a process again that has ended, with the settings that it had. {@link LocalCluster#stop} ends it with the others.
     *
     * @param directory the cluster's
     * @param verb what it is: a host's verb, or {@code metadata}
     * @param tied whether it ends when this process ends
     */
    public static Running restart(Path directory, Running process, String verb, boolean tied) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        Running again = ChildProcess.restart(root, verb, process, tied);
        Started before = Settings.read(root.resolve(LocalCluster.PROCESSES_FILE), Started.class);
        Started after =
                new Started(before.config(), replaced(before.hosts(), again), replaced(before.metadata(), again));
        Files.writeString(root.resolve(LocalCluster.PROCESSES_FILE), Settings.write(after));
        return again;
    }

    /**
     * Starts {@code farpage ARGUMENTS} beside a cluster, as a program of its own; its standard input is the caller's to close.
     *
     * @param id names its log in the cluster's directory
     */
    public static Process program(Path directory, String id, List<String> arguments) throws IOException {
        return ChildProcess.start(
                directory.toAbsolutePath().normalize(), id, List.of(), arguments, ProcessBuilder.Redirect.PIPE);
    }

    /** Whether a process still runs, and the last line that it wrote. */
    public static String lastWords(Path directory, Running process) throws IOException {
        return process.id() + (ChildProcess.isAlive(process) ? " runs" : " has ended") + " and said last: "
                + ChildProcess.lastWords(directory.toAbsolutePath().normalize(), process.id());
    }

    private static List<Running> replaced(List<Running> all, Running again) {
        return all.stream()
                .map(each -> each.id().equals(again.id()) ? again : each)
                .toList();
    }
}
