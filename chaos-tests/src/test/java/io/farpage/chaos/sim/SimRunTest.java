package io.farpage.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.chaos.history.PageHistory;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class SimRunTest {
    private static final int SEEDS = 60;

    @Test
    void theSamePlanGivesTheSameTrace() {
        long seed = RandomGenerator.getDefault().nextLong(1L << 40);
        FaultPlan plan = FaultPlan.of(seed);

        SimRun.Outcome first = SimRun.run(plan);

        assertThat(SimRun.run(FaultPlan.of(seed))).as("seed %d", seed).isEqualTo(first);
        assertThat(first.faults()).as("seed %d", seed).isGreaterThan(20);
        assertThat(first.operations()).as("seed %d", seed).isPositive();
    }

    @Test
    void nothingGoesWrongForSomeSeeds() {
        long first = RandomGenerator.getDefault().nextLong(1L << 40);
        List<FaultPlan> failed = LongStream.range(first, first + SEEDS)
                .parallel()
                .mapToObj(FaultPlan::of)
                .filter(plan -> !SimRun.run(plan).violations().isEmpty())
                .toList();

        assertThat(failed)
                .as("'farpage sim --seeds %d --first-seed %d'", SEEDS, first)
                .isEmpty();
    }

    @Test
    void nothingGoesWrongWithoutFaults() {
        for (long seed = 1; seed <= 4; seed++) {
            SimRun.Outcome outcome = SimRun.run(FaultPlan.of(seed).with(List.of()));

            assertThat(outcome.violations()).as("seed %d", seed).isEmpty();
        }
    }

    @Test
    void aPageIsWhatItsOwnerWroteLastAndForTheNextOwnerNoOlderThanWhatWasAcknowledged() {
        PageHistory page = new PageHistory();
        page.begin(1);
        page.begin(2);
        page.acknowledge(1);
        page.begin(3);
        assertThat(page.newest()).isEqualTo(3);

        assertThat(page.decide(stamp -> stamp == 0))
                .as("older than acknowledged")
                .isFalse();
        assertThat(page.decide(stamp -> stamp == 9)).as("never written").isFalse();
        assertThat(page.decide(stamp -> stamp == 2)).as("under way").isTrue();
        assertThat(page.decide(stamp -> stamp == 3))
                .as("it was decided otherwise")
                .isFalse();
        assertThat(page.newest()).isEqualTo(2);
    }
}
