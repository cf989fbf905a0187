package io.farpage.chaos.processes;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.server.TemporaryDirectory;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;

/** A short run; long ones are 'farpage chaos'. */
class ChaosRunTest {
    /** Where the last run left what its processes said. */
    private static final Path LOGS = Path.of("target", "chaos-run");

    @Test
    void keepsEveryPromise() throws IOException, InterruptedException {
        long seed = RandomGenerator.getDefault().nextLong(1L << 31);
        try (TemporaryDirectory directory = TemporaryDirectory.create("farpage-chaos")) {
            ChaosReport report = ChaosRun.run(
                    directory, new ChaosRun.Plan(seed, 0.25, TransportKind.SHM, 7, 1, 16, true), null, LOGS);

            assertThat(report.isGood()).as("seed %d: %s", seed, report).isTrue();
            assertThat(report.operations()).as("seed %d", seed).isGreaterThan(1_000);
            assertThat(report.lostPages()).as("seed %d", seed).isPositive();
        }
    }
}
