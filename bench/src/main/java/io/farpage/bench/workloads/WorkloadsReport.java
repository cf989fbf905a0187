package io.farpage.bench.workloads;

import io.farpage.bench.report.Charts;
import io.farpage.bench.report.Machine;
import io.farpage.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.knowm.xchart.CategoryChart;

/** The report of {@link Workloads}: a page, and the rows as JSON and CSV. */
final class WorkloadsReport {
    private WorkloadsReport() {}

    /** Writes all of it; returns where the page is. */
    static Path write(Path directory, List<WorkloadRow> rows, Map<String, String> settings, String command)
            throws IOException {
        Report report = new Report(directory, "Programs with less and less local memory")
                .paragraph(
                        "YCSB's workloads A (half of the operations replace a value), B (one of twenty), C (none) and F (half read"
                                + " a value and replace it) over a hash map, and PageRank of a random graph, each in one region; keys and"
                                + " vertices by popularity. Where a host was killed in the middle, its pages were repaired to others meanwhile.");
        for (String what : rows.stream().map(WorkloadRow::what).distinct().toList()) {
            report.picture(
                    what,
                    what + ": " + axis(what) + " by local memory, without and with the crash of a host.",
                    chart(rows, what));
        }
        Map<String, String> facts = new LinkedHashMap<>(Machine.describe());
        facts.putAll(settings);
        return report.heading("All numbers")
                .table(
                        List.of(
                                "",
                                "scheme",
                                "local",
                                "crash",
                                "per second",
                                "lowest - highest",
                                "p50 us",
                                "p99 us",
                                "p99.9 us",
                                "faults",
                                "wrong"),
                        rows.stream().map(WorkloadsReport::cells).toList())
                .paragraph(
                        "per second: the median of turns that schemes took one after the other; with a crash there is one. faults: pages"
                                + " fetched for an operation or an edge. Percentiles are of another run, with half as"
                                + " many operations a second as there could be without crash, from when an operation was due.")
                .heading("Where and how")
                .facts(facts)
                .paragraph(
                        "Hosts, metadata group and program shared this machine and its cores: absolute numbers say little, ratios"
                                + " more. To repeat it:")
                .command(command)
                .numbers("workloads", rows)
                .write("workloads.html");
    }

    private static String axis(String what) {
        return what.startsWith("ycsb") ? "operations a second" : "edges a second";
    }

    private static CategoryChart chart(List<WorkloadRow> rows, String what) {
        CategoryChart chart = Charts.categories(axis(what));
        Charts.pair(chart);
        List<Integer> percents =
                rows.stream().map(WorkloadRow::localPercent).distinct().toList();
        List<String> categories = percents.stream().map(p -> p + " % local").toList();
        for (String scheme : rows.stream().map(WorkloadRow::scheme).distinct().toList()) {
            for (boolean crash : new boolean[] {false, true}) {
                chart.addSeries(
                        scheme + (crash ? ", crash" : ""),
                        categories,
                        percents.stream()
                                .map(percent -> rows.stream()
                                        .filter(r -> r.what().equals(what)
                                                && r.scheme().equals(scheme))
                                        .filter(r -> r.localPercent() == percent && r.crash() == crash)
                                        .findFirst()
                                        .map(WorkloadRow::perSecond)
                                        .orElse(0.0))
                                .toList());
            }
        }
        return chart;
    }

    private static List<String> cells(WorkloadRow row) {
        return List.of(
                row.what(),
                row.scheme(),
                row.localPercent() + " %",
                row.crash() ? "1 host" : "",
                number("%,.0f", row.perSecond()),
                row.range(),
                number("%,.1f", row.p50Us()),
                number("%,.1f", row.p99Us()),
                number("%,.1f", row.p999Us()),
                number("%.3f", row.faultsPerOperation()),
                Long.toString(row.wrong()));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
