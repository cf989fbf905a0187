package io.farpage.bench.loss;

import io.farpage.bench.report.Charts;
import io.farpage.bench.report.Report;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Predicate;
import org.knowm.xchart.CategoryChart;

/** What a report says about {@link Loss}. */
public final class LossReport {
    private static final double LEAST_SHOWN = 1e-10;

    private LossReport() {}

    /** Adds a part of its own. */
    public static void addTo(Report report, Loss.Plan plan, List<LossRow> rows) throws IOException {
        int few = plan.failedHosts().getFirst();
        report.heading("How likely data is lost")
                .paragraph(
                        ("Of %,d hosts with %d slabs each. In a year: each host fails every %d days on average, and %s later everything that it"
                                        + " held is whole again elsewhere. At once: so many hosts, any of them, are lost at the same moment. Slab groups are"
                                        + " placed at random (the policy power-of-two) or in coding sets. Data is lost when any group of the cluster loses"
                                        + " more than m members.")
                                .formatted(
                                        plan.hosts(),
                                        plan.slabsPerHost(),
                                        plan.betweenFailures().toDays(),
                                        duration(plan)))
                .picture(
                        "loss-at-once",
                        "The probability that data is lost when %,d of %,d hosts are lost at once, as computed."
                                .formatted(few, plan.hosts()),
                        chart(rows, row -> Objects.equals(row.failedHosts(), few)))
                .picture(
                        "loss-in-a-year",
                        "The probability that data is lost within a year, as computed.",
                        chart(rows, row -> row.failedHosts() == null))
                .table(
                        List.of(
                                "",
                                "lost hosts",
                                "placement",
                                "groups",
                                "computed",
                                "at most",
                                "simulated",
                                "from",
                                "to",
                                "a year"),
                        rows.stream().map(LossReport::cells).toList())
                .paragraph(
                        ("simulated: of %,d simulated losses at once and of %,d years, with groups placed by the policies themselves;"
                                        + " from, to: the interval that holds the true value in 99 of 100 cases. at most: if all groups existed that"
                                        + " the placement allows, as more and more come and go. a year: how many times. Computed for random placement is what"
                                        + " groups drawn by pure chance come to; the policy uses hosts more evenly, which shows where losses are likely.")
                                .formatted(plan.trials(), plan.years()));
    }

    private static String duration(Loss.Plan plan) {
        return plan.repair().toMinutes() + " minutes";
    }

    private static CategoryChart chart(List<LossRow> rows, Predicate<LossRow> which) {
        List<LossRow> shown = rows.stream().filter(which).toList();
        double smallest = shown.stream().mapToDouble(LossRow::computed).min().orElse(1);
        double least = Math.max(LEAST_SHOWN, Math.pow(10, Math.floor(Math.log10(smallest))));
        CategoryChart chart = Charts.probabilities(least);
        for (String placement : List.of(Loss.RANDOM, Loss.CODING_SETS)) {
            List<LossRow> ofPlacement =
                    shown.stream().filter(r -> r.placement().equals(placement)).toList();
            chart.addSeries(
                    placement,
                    ofPlacement.stream().map(LossRow::scheme).toList(),
                    ofPlacement.stream()
                            .map(row -> Math.max(least, row.computed()))
                            .toList());
        }
        return chart;
    }

    private static List<String> cells(LossRow row) {
        return List.of(
                row.scheme(),
                row.failedHosts() == null ? "in a year" : row.failedHosts() + " at once",
                row.placement(),
                "%,d".formatted(row.groups()),
                probability(row.computed()),
                probability(row.computedAtMost()),
                probability(row.simulated()),
                probability(row.simulatedLow()),
                probability(row.simulatedHigh()),
                row.perYear() == null ? "" : times(row.perYear()));
    }

    /** In percent, or as a power of ten when it is small. */
    public static String probability(double value) {
        if (value == 0) {
            return "0";
        }
        return value < 0.0005 ? number("%.1e", value) : number("%.2f %%", 100 * value);
    }

    private static String times(double perYear) {
        return number(perYear < 1 ? "%.1e" : "%,.1f", perYear);
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
