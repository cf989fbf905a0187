package io.farpage.bench.overheads;

import io.farpage.bench.loss.Loss;
import io.farpage.bench.loss.LossReport;
import io.farpage.bench.measure.Scheme;
import io.farpage.bench.report.ReportOptions;
import io.farpage.bench.report.Steps;
import io.farpage.server.cli.Json;
import io.farpage.server.config.TransportKind;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farpage bench overheads}: copies and coded pages side by side. */
@Command(
        name = "overheads",
        description = {
            "The same work on copies (1, 2, 3) and coded pages (4+1, 4+2, 8+2, 8+3, 10+4): memory for a byte, bytes on the wire, processor"
                    + " time, latency and throughput of reads and writes with 1, 16 and 64 pages at once, with all hosts, with a slow one,"
                    + " without one, without as many as the scheme survives, and while these are repaired; and how long that takes.",
            "Then how likely each is to lose data on a cluster of 1,000 hosts, within a year and when many are lost at once, with slab groups"
                    + " placed at random and in coding sets: computed, and checked by simulation.",
            "Each scheme gets a cluster of its own, of processes on this machine. Takes some fifteen minutes, --quick three to four."
        })
public final class OverheadsVerb implements Callable<Integer> {
    @Option(
            names = "--transport",
            paramLabel = "KIND",
            defaultValue = "shm",
            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
    private TransportKind transport = TransportKind.SHM;

    @Mixin
    private ReportOptions report = new ReportOptions();

    @Option(
            names = "--quick",
            description =
                    "1 to 3 copies, 4+2 and 8+2, with 64 MiB of data instead of 512, half a second for each line instead of two.")
    private boolean quick;

    @Option(
            names = "--mtbf-days",
            paramLabel = "DAYS",
            defaultValue = "90",
            description = "For the probability of loss: how long a host lasts on average (${DEFAULT-VALUE}).")
    private int mtbfDays = 90;

    @Option(
            names = "--repair-minutes",
            paramLabel = "MINUTES",
            defaultValue = "10",
            description =
                    "For the probability of loss: how long after a host is lost all that it held is whole again elsewhere"
                            + " (${DEFAULT-VALUE}).")
    private int repairMinutes = 10;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        long regionBytes = (quick ? 64L : 512L) << 20;
        int pointMs = quick ? 500 : 2_000;
        Loss.Plan lossPlan = Loss.Plan.thousandHosts(
                Duration.ofDays(mtbfDays),
                Duration.ofMinutes(repairMinutes),
                quick ? 100_000 : 1_000_000,
                quick ? 1_000 : 20_000);
        Overheads overheads = new Overheads(
                transport, regionBytes, pointMs, new Loss(lossPlan), line -> ReportOptions.say("overheads", line));
        String kind = transport.name().toLowerCase(Locale.ROOT);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("transport", kind);
        settings.put("data", (regionBytes >> 20) + " MiB");
        settings.put("measured for", pointMs + " ms a line, after " + pointMs / 2 + " ms to warm up");
        settings.put("losses", lossPlan.toString());
        List<Scheme> schemes = quick ? Scheme.FEW : Scheme.ALL;
        Steps steps = report.begin(
                "overheads",
                settings,
                schemes.stream()
                        .map(scheme -> new Steps.Step(scheme.name(), overheads.expectedSeconds(scheme)))
                        .toList());
        List<Overheads.Result> results = new ArrayList<>();
        for (Scheme scheme : schemes) {
            results.add(steps.run(scheme.name(), Overheads.Result.class, () -> overheads.run(scheme)));
        }
        Overheads.Result result = Overheads.Result.of(results);
        if (report.directory().isPresent()) {
            String command =
                    "./farpage bench overheads --transport " + kind + (quick ? " --quick" : "") + " --report DIR";
            Path page = OverheadsReport.write(report.directory().get(), result, lossPlan, settings, command);
            ReportOptions.say("overheads", "the report is " + page);
        }
        steps.end();
        if (json) {
            Json.print(Stream.of(result.rows(), result.repairs(), result.losses())
                    .flatMap(List::stream)
                    .toList());
            return 0;
        }
        System.out.printf(
                "%-8s %-5s %-7s %4s %9s %10s %9s %9s %9s %9s %9s %9s %7s %8s %8s%n",
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
                "wire B",
                "memory",
                "resident",
                "host MiB");
        result.rows()
                .forEach(r -> System.out.printf(
                        "%-8s %-5s %-7s %4d %9d %,10.0f %,9.1f %,9.1f %,9.1f %,9.0f %,9.0f %,9.0f %7.2f %8.2f %8.0f%n",
                        r.scheme(),
                        r.what(),
                        r.state(),
                        r.hostsDown(),
                        r.inFlight(),
                        r.perSecond(),
                        r.p50Us(),
                        r.p99Us(),
                        r.p999Us(),
                        r.clientCpuNs(),
                        r.hostCpuNs(),
                        r.wireBytes(),
                        r.memoryPerByte(),
                        r.residentPerByte(),
                        r.hostMiB()));
        result.repairs()
                .forEach(r -> System.out.printf(
                        "%-8s %d hosts repaired in %.1f s: %,d fragments, %,d MiB read and written%n",
                        r.scheme(), r.m(), r.seconds(), r.fragments(), r.bytesMoved() >> 20));
        result.losses()
                .forEach(r -> System.out.printf(
                        "%-8s %-11s %,6d groups, %-10s loses data with %s, simulated %s to %s%n",
                        r.scheme(),
                        r.placement(),
                        r.groups(),
                        r.failedHosts() == null ? "in a year" : r.failedHosts() + " at once",
                        LossReport.probability(r.computed()),
                        LossReport.probability(r.simulatedLow()),
                        LossReport.probability(r.simulatedHigh())));
        return 0;
    }
}
