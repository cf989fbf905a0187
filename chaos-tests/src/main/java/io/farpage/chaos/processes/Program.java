package io.farpage.chaos.processes;

import io.farpage.server.cluster.ClusterProcesses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** The program that works on the region: one process after the other, each taking over from the one before. Used by one thread. */
final class Program implements AutoCloseable {
    private static final long PATIENCE_S = 200;
    private static final long LOOK_MS = 50;

    private final Path root;
    private final Path histories;
    private final Plan plan;
    private final List<Process> lives = new ArrayList<>();
    private final List<String> failures = new ArrayList<>();

    /** What is asked of each life. */
    record Plan(String config, int pages, long localBytes, long pauseUs, long seed) {}

    /** The program, its logs in the cluster's directory. */
    Program(Path root, Path histories, Plan plan) {
        this.root = root;
        this.histories = histories;
        this.plan = plan;
    }

    /** What went wrong with it and should not have, in words. */
    List<String> failures() {
        return failures;
    }

    /** Lives so far. */
    int lives() {
        return lives.size();
    }

    /** Begins the next life; returns when it owns the region. */
    void begin() throws IOException, InterruptedException {
        begin(List.of());
    }

    /** The same for one that reads everything and ends. */
    void readAll() throws IOException, InterruptedException {
        begin(List.of("--read-all"));
        end();
    }

    private void begin(List<String> more) throws IOException, InterruptedException {
        int life = lives.size();
        List<String> arguments = new ArrayList<>(List.of(
                ProgramVerb.NAME,
                "--config=" + plan.config,
                "--histories=" + histories,
                "--life=" + life,
                "--pages=" + plan.pages,
                "--local-bytes=" + plan.localBytes,
                "--pause-us=" + plan.pauseUs,
                "--seed=" + (plan.seed + life * 1000L)));
        arguments.addAll(more);
        Process process = ClusterProcesses.program(root, "program-" + life, arguments);
        lives.add(process);
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_S);
        while (!Files.exists(ProgramVerb.owned(histories, life))) {
            if (!process.isAlive() || System.nanoTime() > deadline) {
                process.destroyForcibly();
                throw new IOException(
                        "life " + life + " of the program did not come to own the region: " + lastWords(life));
            }
            Thread.sleep(LOOK_MS);
        }
    }

    /** {@code kill -9}. */
    void kill() throws IOException, InterruptedException {
        if (!lives.getLast().isAlive()) {
            failures.add(
                    "life " + (lives.size() - 1) + " of the program ended by itself: " + lastWords(lives.size() - 1));
        }
        lives.getLast().destroyForcibly().waitFor();
    }

    /** SIGSTOP, or SIGCONT, for a life. */
    void signal(String signal, int life) throws IOException {
        ClusterProcesses.signal(signal, lives.get(life).pid());
    }

    /** Waits until a life that was stopped while another one took over has noticed. */
    void awaitFenced(int life) throws IOException, InterruptedException {
        if (!lives.get(life).waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            lives.get(life).destroyForcibly();
            failures.add(
                    "life " + life + " of the program went on although another one had taken over: " + lastWords(life));
        }
    }

    /** Ends the newest life in order. */
    void end() throws IOException, InterruptedException {
        int life = lives.size() - 1;
        Process process = lives.get(life);
        process.getOutputStream().close();
        if (!process.waitFor(PATIENCE_S, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            failures.add("life " + life + " of the program did not end: " + lastWords(life));
        } else if (process.exitValue() != 0) {
            failures.add("life " + life + " of the program failed: " + lastWords(life));
        }
    }

    /** Pages that all lives decoded because data was missing. */
    long degradedReads() throws IOException {
        long sum = 0;
        for (int life = 0; life < lives.size(); life++) {
            Path counted = ProgramVerb.degradedReads(histories, life);
            sum += Files.exists(counted) ? Long.parseLong(Files.readString(counted)) : 0;
        }
        return sum;
    }

    private String lastWords(int life) throws IOException {
        List<String> lines = Files.readAllLines(root.resolve("program-" + life + ".log"));
        return lines.isEmpty() ? "it said nothing" : lines.getLast();
    }

    @Override
    public void close() {
        lives.forEach(Process::destroyForcibly);
    }
}
