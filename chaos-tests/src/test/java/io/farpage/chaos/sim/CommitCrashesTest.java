package io.farpage.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Programs that commit are killed at random points; who follows must find one commit, and not a mix. */
class CommitCrashesTest {
    private static final int MAX_LIFE_MS = 3_000;
    private static final int LEASE_MS = 2_000;

    @Test
    void fiftyCrashes() {
        crash(50);
    }

    @Tag("slow")
    @Test
    void aThousandCrashes() {
        for (int i = 0; i < 20; i++) {
            crash(50);
        }
    }

    private static void crash(int times) {
        long seed = RandomGenerator.getDefault().nextLong(1L << 40);
        Random random = new Random(seed);
        List<Fault> faults = new ArrayList<>();
        int atMs = 0;
        for (int i = 0; i < times; i++) {
            atMs += LEASE_MS + random.nextInt(MAX_LIFE_MS);
            faults.add(new Fault(atMs, Fault.Kind.OWNER_DIES, 0, 1));
        }

        SimRun.Outcome outcome = SimRun.run(new FaultPlan(seed, 4, 2, 7, 1, true, faults));

        assertThat(outcome.violations()).as("seed %d", seed).isEmpty();
        assertThat(outcome.faults()).isEqualTo(times);
    }
}
