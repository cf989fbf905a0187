package io.farpage.bench.loss;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.farpage.replication.CodingSetsPlacement;
import io.farpage.replication.PlacementPolicy;
import io.farpage.replication.PowerOfTwoPlacement;
import org.junit.jupiter.api.Test;

/** What is simulated, against what is computed. */
class SimulationTest {
    private static final long SEED = 11;
    private static final int HOSTS = 96;
    private static final int SLABS = 4;
    private static final double FAILURES_A_YEAR = 12;
    private static final double REPAIR_YEARS = 2e-5;

    private static final PlacementPolicy IN_SETS = new CodingSetsPlacement(2);

    @Test
    void codingSetsThatLoseHostsAtOnce() {
        Placement placement = Placement.by(IN_SETS, HOSTS, SLABS, 6);

        Estimate simulated = new Simulation(placement, 2, SEED).atOnce(8, 200_000);

        assertAgrees(simulated, new Parts(HOSTS, Harmless.partsOf(placement, 2)).atOnce(8));
    }

    @Test
    void randomGroupsThatLoseHostsAtOnce() {
        Placement placement = Placement.by(new PowerOfTwoPlacement(SEED), HOSTS, SLABS, 6);

        Estimate simulated = new Simulation(placement, 2, SEED).atOnce(4, 200_000);

        // The policy evens out what chance leaves uneven, which makes some difference on few hosts.
        double computed = new RandomGroups(HOSTS, 6, 2, placement.groups().size()).atOnce(4);
        assertThat(simulated.share()).as("seed %d", SEED).isCloseTo(computed, within(0.05 * computed));
    }

    @Test
    void codingSetsInAYear() {
        Placement placement = Placement.by(IN_SETS, HOSTS, SLABS, 2);

        Estimate simulated = new Simulation(placement, 1, SEED).years(FAILURES_A_YEAR, REPAIR_YEARS, 3_000);

        assertAgrees(simulated, inAYear(new Parts(HOSTS, Harmless.partsOf(placement, 1)), REPAIR_YEARS));
    }

    @Test
    void codingSetsWithFewOfTheirGroupsInAYear() {
        // Sets of five hosts of which half of all three are fatal, and hosts that are slow to repair.
        Placement placement = Placement.by(IN_SETS, HOSTS, SLABS, 3);
        double repairYears = 30 * REPAIR_YEARS;

        Estimate simulated = new Simulation(placement, 2, SEED).years(FAILURES_A_YEAR, repairYears, 3_000);

        assertAgrees(simulated, inAYear(new Parts(HOSTS, Harmless.partsOf(placement, 2)), repairYears));
    }

    @Test
    void randomGroupsInAYear() {
        Placement placement = Placement.by(new PowerOfTwoPlacement(SEED), HOSTS, SLABS, 2);

        Estimate simulated = new Simulation(placement, 1, SEED).years(FAILURES_A_YEAR, REPAIR_YEARS, 3_000);

        Model model = new RandomGroups(HOSTS, 2, 1, placement.groups().size());
        assertAgrees(simulated, inAYear(model, REPAIR_YEARS));
    }

    @Test
    void anIntervalOfTrialsThatNeverHitEndsWhereTheyWouldHaveOneTimeInAHundred() {
        Estimate never = new Estimate(0, 1_000);
        assertThat(never.low()).isZero();
        assertThat(never.high()).isCloseTo(0.0066, within(0.0001));
        assertThat(new Estimate(1_000, 1_000).low()).isCloseTo(1 - never.high(), within(1e-12));
        assertThat(new Estimate(500, 1_000).low()).isCloseTo(0.459, within(0.001));
    }

    private static double inAYear(Model model, double repairYears) {
        return -Math.expm1(-model.lossesAYear(FAILURES_A_YEAR, 1 / repairYears));
    }

    private static void assertAgrees(Estimate simulated, double computed) {
        assertThat(computed).as("seed %d", SEED).isBetween(simulated.low(), simulated.high());
        assertThat(computed).as("worth a test").isBetween(0.01, 0.9);
    }
}
