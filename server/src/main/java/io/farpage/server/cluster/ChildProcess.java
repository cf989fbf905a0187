package io.farpage.server.cluster;

import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.config.Settings;
import java.io.File;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/** Processes of a local cluster: Farpage itself with another verb, in a session of its own, writing to a log file. */
final class ChildProcess {
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    /** Memory that a host lends is no part of the heap, and how much that is its settings say. */
    private static final List<String> SMALL_JVM =
            List.of("-XX:+UseSerialGC", "-Xmx256m", "-Xss512k", "-XX:MaxDirectMemorySize=1024g");

    /** The environment variable with further options for their JVMs, which take precedence. */
    private static final String OPTIONS = "FARPAGE_CHILD_JAVA_OPTS";

    /** Properties that children are given, too. */
    private static final List<String> INHERITED = List.of("-Dlogback.", "-Djava.library.path=");

    private ChildProcess() {}

    /** Starts {@code farpage VERB} with settings that are written to a file of their own; ends with this one if tied. */
    static Running start(Path root, String verb, Object settings, Running planned, boolean tied) throws IOException {
        Files.writeString(root.resolve(planned.id() + ".yaml"), Settings.write(settings));
        return restart(root, verb, planned, tied);
    }

    /** The same with the settings that it was given before. */
    static Running restart(Path root, String verb, Running ended, boolean tied) throws IOException {
        Path file = root.resolve(ended.id() + ".yaml");
        Path cluster = root.resolve("cluster.yaml");
        List<String> arguments =
                new ArrayList<>(List.of(verb, "--cluster", cluster.toString(), "--config", file.toString()));
        if (tied) {
            arguments.add("--until-input-ends");
        }
        Redirect input = tied ? Redirect.PIPE : Redirect.from(new File("/dev/null"));
        Process process = start(root, ended.id(), ended.enter(), arguments, input);
        return new Running(ended.id(), process.pid(), startMs(process.toHandle()), ended.http(), ended.enter());
    }

    /** Starts {@code farpage ARGUMENTS} behind {@code enter}, what it says going to the log of {@code id}. */
    static Process start(Path root, String id, List<String> enter, List<String> arguments, Redirect input)
            throws IOException {
        List<String> command = new ArrayList<>(enter);
        command.add("setsid"); // The terminal's interrupt is not for it.
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(jvmArguments());
        command.addAll(SMALL_JVM);
        command.addAll(furtherOptions());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), "io.farpage.server.cli.Main"));
        command.addAll(arguments);
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectInput(input)
                .redirectOutput(Redirect.appendTo(root.resolve(id + ".log").toFile()))
                .start();
    }

    private static List<String> furtherOptions() {
        String options = System.getenv().getOrDefault(OPTIONS, "");
        return options.isBlank() ? List.of() : List.of(options.strip().split("\\s+"));
    }

    /** What this JVM was told about modules, logs and native code, for its children. */
    static List<String> jvmArguments() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(arg -> arg.startsWith("--") || INHERITED.stream().anyMatch(arg::startsWith))
                .toList();
    }

    private static long startMs(ProcessHandle process) {
        return process.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
    }

    private static Optional<ProcessHandle> find(Running running) {
        return ProcessHandle.of(running.pid())
                .filter(process -> process.isAlive() && startMs(process) == running.startMs());
    }

    static boolean isAlive(Running running) {
        return find(running).isPresent();
    }

    /** The last line that a process wrote. */
    static String lastWords(Path root, String id) throws IOException {
        List<String> lines = Files.readAllLines(root.resolve(id + ".log"));
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    /** Ends those that still run, in order where they obey in time; returns how many there were. */
    static int stop(List<Running> all) {
        List<ProcessHandle> alive =
                all.stream().flatMap(each -> find(each).stream()).toList();
        alive.forEach(ProcessHandle::destroy);
        long deadline = System.nanoTime() + STOP_PATIENCE.toNanos();
        for (ProcessHandle each : alive) {
            if (!awaitEnd(each, deadline - System.nanoTime())) {
                each.destroyForcibly();
                awaitEnd(each, STOP_PATIENCE.toNanos());
            }
        }
        return alive.size();
    }

    private static boolean awaitEnd(ProcessHandle process, long patienceNs) {
        try {
            process.onExit().get(Math.max(1, patienceNs), TimeUnit.NANOSECONDS);
            return true;
        } catch (TimeoutException e) {
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } catch (ExecutionException e) {
            throw new IllegalStateException("waiting for process " + process.pid() + " failed", e);
        }
    }
}
