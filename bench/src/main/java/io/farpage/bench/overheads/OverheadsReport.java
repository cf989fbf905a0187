package io.farpage.bench.overheads;

import io.farpage.bench.loss.Loss;
import io.farpage.bench.loss.LossReport;
import io.farpage.bench.report.Machine;
import io.farpage.bench.report.Report;
import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** The report of {@link Overheads}: a page, and the rows as JSON and CSV. */
final class OverheadsReport {
    private OverheadsReport() {}

    /** Writes all of it; returns where the page is. */
    static Path write(
            Path directory, Overheads.Result result, Loss.Plan plan, Map<String, String> settings, String command)
            throws IOException {
        Report report = new Report(directory, "Copies or coded pages: what they cost")
                .paragraph(
                        "Every scheme did the same work, with the same code, transport and machine, in one run: random reads and"
                                + " writes of pages of 4 KiB by one thread. Each had as many hosts as it needs. Then hosts were killed, one"
                                + " after the other; nothing was repaired, because there was no other host, until they were started again, empty.");
        for (OverheadsCharts.Picture picture : new OverheadsCharts(result).all()) {
            report.picture(picture.name(), picture.caption(), picture.chart());
        }
        LossReport.addTo(report, plan, result.losses());
        Map<String, String> facts = new LinkedHashMap<>(Machine.describe());
        facts.putAll(settings);
        report.heading("All numbers")
                .table(
                        List.of(
                                "",
                                "op",
                                "state",
                                "down",
                                "in flight",
                                "pages/s",
                                "p50 us",
                                "p99 us",
                                "p99.9 us",
                                "client ns",
                                "hosts ns",
                                "wire bytes",
                                "memory",
                                "resident",
                                "host MiB"),
                        result.rows().stream().map(OverheadsReport::cells).toList())
                .paragraph(
                        "client and hosts: processor time for a page. wire: what the loopback device carried for a page. memory: of slabs,"
                                + " for a byte of data; resident: what the kernel gave out for them; host MiB: what the"
                                + " process of a host, a JVM, has besides slabs. Whoever owns a region keeps 8 bytes a page of 4 KiB to"
                                + " find it, and 8 more with a pager. Percentiles are corrected for coordinated omission.")
                .heading("Until everything was repaired")
                .table(
                        List.of("", "hosts", "seconds", "fragments", "MiB moved", "MiB of data"),
                        result.repairs().stream().map(OverheadsReport::cells).toList())
                .heading("Where and how")
                .facts(facts)
                .paragraph(
                        "Hosts, metadata group and program shared this machine and its cores: absolute times say little, ratios more."
                                + " To repeat it:")
                .command(command);
        report.numbers("overheads", result.rows());
        report.numbers("repairs", result.repairs());
        report.numbers("losses", result.losses());
        return report.write("overheads.html");
    }

    private static List<String> cells(OverheadsRow row) {
        return List.of(
                row.scheme(),
                row.what(),
                row.state(),
                Integer.toString(row.hostsDown()),
                Integer.toString(row.inFlight()),
                number("%,.0f", row.perSecond()),
                number("%,.1f", row.p50Us()),
                number("%,.1f", row.p99Us()),
                number("%,.1f", row.p999Us()),
                number("%,.0f", row.clientCpuNs()),
                number("%,.0f", row.hostCpuNs()),
                number("%,.0f", row.wireBytes()),
                number("%.2f", row.memoryPerByte()),
                number("%.2f", row.residentPerByte()),
                number("%.0f", row.hostMiB()));
    }

    private static List<String> cells(RepairRow row) {
        return List.of(
                row.scheme(),
                Integer.toString(row.m()),
                number("%.1f", row.seconds()),
                "%,d".formatted(row.fragments()),
                "%,d".formatted(row.bytesMoved() >> 20),
                "%,d".formatted(row.regionBytes() >> 20));
    }

    private static String number(String format, double value) {
        return String.format(Locale.ROOT, format, value);
    }
}
