package io.farpage.bench.pager;

import io.farpage.bench.measure.JavaProcess;
import io.farpage.bench.measure.Turns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.Consumer;

/** The kernel's swap to compressed memory under the accesses that a region gets, with as much local memory. */
public final class ZramSwap {
    private ZramSwap() {}

    /**
     * A program's accesses, and what they come to.
     *
     * @param localBytes of how much of it may be in memory
     */
    public record Accesses(long bytes, long localBytes, boolean halfWrites, long operationNs) {}

    /** Nanoseconds of an access, or nothing where the machine does not let us, and then the reason goes to {@code progress}. */
    public static Optional<Turns> measure(Accesses accesses, int turns, int turnMs, Consumer<String> progress) {
        String name = "farpage-bench-" + ProcessHandle.current().pid();
        // The process ends first, then what it had swapped is gone with it.
        try (ZramDevice device = ZramDevice.start(2 * accesses.bytes);
                MemoryCgroup cgroup = MemoryCgroup.create(name, accesses.localBytes)) {
            progress.accept("swapping to " + device.path());
            Process process = JavaProcess.start(
                    SwappedProgram.class,
                    SwappedProgram.arguments(turnMs, accesses.bytes, accesses.halfWrites, accesses.operationNs));
            try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
                cgroup.add(process.pid());
                return Optional.of(
                        Turns.take(turns, () -> turn(process, answers)).getFirst());
            } finally {
                JavaProcess.stop(process);
            }
        } catch (IOException e) {
            progress.accept("the kernel's swap is left out: " + e.getMessage());
            return Optional.empty();
        }
    }

    private static double turn(Process process, BufferedReader answers) {
        try {
            process.getOutputStream().write('\n');
            process.getOutputStream().flush();
            String answer = answers.readLine();
            if (answer == null) {
                throw new IOException("the program took no turn but ended");
            }
            return Double.parseDouble(answer);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
