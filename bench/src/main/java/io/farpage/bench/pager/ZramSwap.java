package io.farpage.bench.pager;

import io.farpage.bench.measure.JavaProcess;
import io.farpage.bench.measure.Turns;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/** The kernel's swap to compressed memory under the accesses of {@link PagerBench}, with as much local memory. */
final class ZramSwap {
    private ZramSwap() {}

    /** The row, or nothing where the machine does not let us, and then the reason goes to {@code progress}. */
    static Optional<PagerRow> measure(int turns, int turnMs, Consumer<String> progress) {
        String name = "farpage-bench-" + ProcessHandle.current().pid();
        // The process ends first, then what it had swapped is gone with it.
        try (ZramDevice device = ZramDevice.start(2 * PagerBench.REGION_BYTES);
                MemoryCgroup cgroup = MemoryCgroup.create(name, PagerBench.LOCAL_BYTES)) {
            progress.accept("swapping to " + device.path());
            Process process = JavaProcess.start(SwappedProgram.class, List.of(Integer.toString(turnMs)));
            try (BufferedReader answers = process.inputReader(StandardCharsets.UTF_8)) {
                cgroup.add(process.pid());
                Turns result = Turns.take(turns, () -> turn(process, answers)).getFirst();
                return Optional.of(PagerRow.bare("zramFault", result));
            } finally {
                JavaProcess.stop(process);
            }
        } catch (IOException e) {
            progress.accept("zramFault is left out: " + e.getMessage());
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
