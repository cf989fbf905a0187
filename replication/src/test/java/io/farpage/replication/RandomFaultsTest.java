package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.Redundancy;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Many random histories, each named by its seed; a failure says which to run again with {@code replay}. */
class RandomFaultsTest {
    private static final List<Redundancy> REDUNDANCIES =
            List.of(Redundancy.coded(4, 2), Redundancy.coded(2, 2), Redundancy.copies(3), Redundancy.coded(8, 3));

    @Test
    void noSeedLosesOrMixesAPage() {
        run(1, 20, 120);
    }

    @Test
    @Tag("slow")
    void noneOfManySeedsLosesOrMixesAPage() {
        run(1000, 3_000, 300);
    }

    private static void run(long firstSeed, int seeds, int steps) {
        int faults = 0;
        int unavailable = 0;
        for (long seed = firstSeed; seed < firstSeed + seeds; seed++) {
            Redundancy redundancy = REDUNDANCIES.get((int) (seed % REDUNDANCIES.size()));
            try (RandomFaults history = new RandomFaults(redundancy, seed)) {
                history.run(steps);
                faults += history.faults();
                unavailable += history.unavailable();
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + " with " + redundancy + ": " + e.getMessage(), e);
            }
        }
        assertThat(faults).as("faults in %d seeds", seeds).isGreaterThan(seeds * steps / 20);
        assertThat(unavailable).as("writes that had to wait").isPositive();
    }
}
