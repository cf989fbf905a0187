package io.farpage.bench.loss;

import io.farpage.bench.measure.Scheme;
import io.farpage.replication.CodingSetsPlacement;
import io.farpage.replication.PlacementPolicy;
import io.farpage.replication.PowerOfTwoPlacement;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Computes and simulates losses of a cluster of many hosts. Immutable. */
public final class Loss {
    static final String RANDOM = "random";
    static final String CODING_SETS = "coding-sets";

    private static final double YEAR_DAYS = 365.25;
    private static final double DAY_MS = 86_400_000;

    private final Plan plan;

    public Loss(Plan plan) {
        this.plan = plan;
    }

    /**
     * What to assume, and how much to simulate.
     *
     * @param hosts of the cluster
     * @param slabsPerHost so many groups have a member on each host
     * @param betweenFailures mean time from one failure of a host to its next
     * @param repair mean time until what a host held is whole again elsewhere
     * @param failedHosts numbers of hosts that are lost at once
     * @param trials how often hosts are lost at once
     * @param years how many are simulated
     * @param seed of everything random
     */
    public record Plan(
            int hosts,
            int slabsPerHost,
            Duration betweenFailures,
            Duration repair,
            List<Integer> failedHosts,
            long trials,
            long years,
            long seed) {
        /**
         * A thousand hosts with 16 slabs each. One percent of them is what is lost for good when the power comes back, as Cidon et al. found
         * at several operators; 5 % is there for codes that hardly ever lose data with fewer.
         */
        public static Plan thousandHosts(Duration betweenFailures, Duration repair, long trials, long years) {
            return new Plan(1_000, 16, betweenFailures, repair, List.of(10, 50), trials, years, 1);
        }
    }

    /** The rows of one way to keep pages: with either placement, in a year and with each number of hosts at once. */
    public List<LossRow> rows(Scheme scheme) {
        return Stream.of(RANDOM, CODING_SETS)
                .parallel()
                .flatMap(placement -> new Rows(scheme, placement).all())
                .toList();
    }

    /** Those of one placement. */
    private final class Rows {
        private final Scheme scheme;
        private final String name;
        private final Placement placement;
        private final Model model;
        private final Model atMost;
        private final Simulation simulation;

        Rows(Scheme scheme, String name) {
            this.scheme = scheme;
            this.name = name;
            boolean inSets = name.equals(CODING_SETS);
            PlacementPolicy policy = inSets
                    ? new CodingSetsPlacement(CodingSetsPlacement.DEFAULT_EXTRA_HOSTS)
                    : new PowerOfTwoPlacement(plan.seed);
            int m = scheme.parity();
            placement = Placement.by(
                    policy, plan.hosts, plan.slabsPerHost, scheme.redundancy().total());
            if (inSets) {
                List<Harmless> parts = Harmless.partsOf(placement, m);
                model = new Parts(plan.hosts, parts);
                atMost = new Parts(
                        plan.hosts,
                        parts.stream()
                                .map(part -> Harmless.anyGroups(part.hosts(), m))
                                .toList());
            } else {
                model = new RandomGroups(
                        plan.hosts,
                        scheme.redundancy().total(),
                        m,
                        placement.groups().size());
                atMost = new Parts(plan.hosts, List.of(Harmless.anyGroups(plan.hosts, m)));
            }
            simulation =
                    new Simulation(placement, m, plan.seed + 31L * scheme.name().hashCode() + name.hashCode());
        }

        Stream<LossRow> all() {
            return Stream.concat(Stream.of(inAYear()), plan.failedHosts.stream().map(this::atOnce));
        }

        private LossRow inAYear() {
            double failureRate = YEAR_DAYS * DAY_MS / plan.betweenFailures.toMillis();
            double repairYears = plan.repair.toMillis() / (YEAR_DAYS * DAY_MS);
            double losses = model.lossesAYear(failureRate, 1 / repairYears);
            double lossesAtMost = atMost.lossesAYear(failureRate, 1 / repairYears);
            Estimate simulated = simulation.years(failureRate, repairYears, plan.years);
            return row(null, -Math.expm1(-losses), -Math.expm1(-lossesAtMost), simulated, losses);
        }

        private LossRow atOnce(int failedHosts) {
            Estimate simulated = simulation.atOnce(failedHosts, plan.trials);
            return row(failedHosts, model.atOnce(failedHosts), atMost.atOnce(failedHosts), simulated, null);
        }

        private LossRow row(
                @Nullable Integer failedHosts,
                double computed,
                double atMost,
                Estimate simulated,
                @Nullable Double perYear) {
            return new LossRow(
                    "lossProbability",
                    scheme.name(),
                    scheme.data(),
                    scheme.parity(),
                    name,
                    plan.hosts,
                    placement.groups().size(),
                    failedHosts,
                    computed,
                    atMost,
                    simulated.share(),
                    simulated.low(),
                    simulated.high(),
                    perYear);
        }
    }
}
