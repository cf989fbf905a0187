package io.farpage.bench.overheads;

import io.farpage.bench.report.Charts;
import java.util.List;
import java.util.function.Predicate;
import java.util.function.ToDoubleFunction;
import org.knowm.xchart.CategoryChart;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.internal.chartpart.Chart;

/** Pictures of the rows of {@link Overheads}. */
final class OverheadsCharts {
    private static final int MANY = 64;

    private final List<OverheadsRow> rows;
    private final List<RepairRow> repairs;
    private final List<String> schemes;

    OverheadsCharts(Overheads.Result result) {
        rows = result.rows();
        repairs = result.repairs();
        schemes = rows.stream().map(OverheadsRow::scheme).distinct().toList();
    }

    /** A picture, the name of its file, and what it is about. */
    record Picture(String name, String caption, Chart<?, ?> chart) {}

    List<Picture> all() {
        return List.of(
                new Picture(
                        "memory-latency",
                        "The answer in one picture: to the left is what takes less memory, below is what is faster. Reads of one page at"
                                + " a time, with all hosts and with as many gone as the scheme survives.",
                        memoryAgainstLatency()),
                new Picture(
                        "memory",
                        "Memory of slabs for a byte of data, headers and spare slots included, and what the kernel had given out for them.",
                        memory()),
                new Picture(
                        "reads",
                        "Reads, " + MANY + " pages at a time.",
                        bars("pages a second", r -> isMany(r, "read"), OverheadsRow::perSecond)),
                new Picture(
                        "writes",
                        "Writes, " + MANY
                                + " pages at a time. No bar where too few hosts are left to acknowledge a write until the page's lost"
                                + " fragments have a new place.",
                        bars("pages a second", r -> isMany(r, "write"), OverheadsRow::perSecond)),
                new Picture(
                        "read-tail",
                        "The slowest of a hundred reads, one page at a time.",
                        bars("99th percentile, us", r -> isOne(r, "read"), OverheadsRow::p99Us)),
                new Picture(
                        "write-tail",
                        "The slowest of a hundred writes, one page at a time.",
                        bars("99th percentile, us", r -> isOne(r, "write"), OverheadsRow::p99Us)),
                new Picture(
                        "repair",
                        "Until every page survived as many losses as before, after as many hosts had begun again, empty.",
                        timeToRepair()));
    }

    private static boolean isOne(OverheadsRow row, String what) {
        return row.inFlight() == 1 && row.what().equals(what);
    }

    private static boolean isMany(OverheadsRow row, String what) {
        return row.inFlight() == MANY && row.what().equals(what);
    }

    private static String state(OverheadsRow row) {
        return switch (row.state()) {
            case "healthy" -> "all";
            case "slow" -> "1 slow";
            case "repair" -> "repair";
            default -> row.hostsDown() == 1 ? "1 down" : "m down";
        };
    }

    private XYChart memoryAgainstLatency() {
        return new MemoryLatencyChart(schemes.stream().map(this::point).toList()).draw();
    }

    private MemoryLatencyChart.Point point(String scheme) {
        List<OverheadsRow> ends = rows.stream()
                .filter(r -> r.scheme().equals(scheme) && isOne(r, "read"))
                .filter(r -> r.state().equals("healthy") || (r.state().equals("down") && r.hostsDown() == r.m()))
                .toList();
        return new MemoryLatencyChart.Point(
                scheme,
                ends.getFirst().memoryPerByte(),
                ends.getFirst().p50Us(),
                ends.getLast().p50Us());
    }

    private CategoryChart memory() {
        CategoryChart chart = Charts.categories("bytes for a byte");
        chart.addSeries("slabs", schemes, ofEach(r -> isOne(r, "read"), OverheadsRow::memoryPerByte));
        chart.addSeries("resident", schemes, ofEach(r -> isOne(r, "read"), OverheadsRow::residentPerByte));
        return chart;
    }

    private CategoryChart timeToRepair() {
        CategoryChart chart = Charts.categories("seconds");
        chart.getStyler().setLegendVisible(false);
        chart.addSeries(
                "m hosts",
                repairs.stream().map(RepairRow::scheme).toList(),
                repairs.stream().map(RepairRow::seconds).toList());
        return chart;
    }

    private CategoryChart bars(String axis, Predicate<OverheadsRow> which, ToDoubleFunction<OverheadsRow> value) {
        CategoryChart chart = Charts.categories(axis);
        for (String state : List.of("all", "1 slow", "1 down", "m down", "repair")) {
            List<Double> values = ofEach(which.and(r -> state(r).equals(state)), value);
            if (values.stream().anyMatch(v -> v > 0)) {
                chart.addSeries(state, schemes, values);
            }
        }
        return chart;
    }

    /** The value of each scheme's row of that kind, 0 where there is none. */
    private List<Double> ofEach(Predicate<OverheadsRow> which, ToDoubleFunction<OverheadsRow> value) {
        return schemes.stream()
                .map(scheme -> rows.stream()
                        .filter(r -> r.scheme().equals(scheme))
                        .filter(which)
                        .findFirst()
                        .map(r -> value.applyAsDouble(r))
                        .orElse(0.0))
                .toList();
    }
}
