package io.farpage.bench.workloads;

import io.farpage.bench.measure.Scheme;
import io.farpage.bench.report.ReportOptions;
import io.farpage.bench.report.Steps;
import io.farpage.server.cli.Json;
import io.farpage.server.config.TransportKind;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farpage bench workloads}: whole programs. */
@Command(
        name = "workloads",
        description = {
            "YCSB A, B, C and F over a hash map in a region, and PageRank of a graph in one, with 100, 50 and 25 %% of the region in local"
                    + " memory, on three copies and on 4+2, without and with a host that is killed in the middle. Values are checked.",
            "Each scheme has a cluster of its own, of processes on this machine, and both take turns. Takes some twenty-five minutes,"
                    + " --quick three to four.",
            "Ends with 1 when a value was wrong."
        })
public final class WorkloadsVerb implements Callable<Integer> {
    /** Of the same tolerance. */
    private static final List<Scheme> SCHEMES = List.of(Scheme.copies(3), Scheme.coded(4, 2));

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
                    "64 MiB of data instead of 256, 100,000 operations instead of 1,000,000, 25 %% in local memory alone, a crash in A alone.")
    private boolean quick;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        List<Ycsb.Mix> mixes = List.of(Ycsb.Mix.values());
        Workloads.Plan plan = quick
                ? new Workloads.Plan(
                        transport, 64, SCHEMES, mixes, 100_000, 3, List.of(25), List.of(Ycsb.Mix.A), false, 12, 15)
                : new Workloads.Plan(
                        transport, 256, SCHEMES, mixes, 1_000_000, 3, List.of(100, 50, 25), mixes, true, 45, 60);
        String kind = transport.name().toLowerCase(Locale.ROOT);
        Map<String, String> settings = new LinkedHashMap<>();
        settings.put("transport", kind);
        settings.put("data", plan.mib() + " MiB");
        settings.put("YCSB", plan.operations() + " operations of " + Ycsb.THREADS + " threads, after half as many");
        settings.put("turns", Integer.toString(plan.turns()));
        Steps steps = report.begin("workloads", settings, Workloads.steps(plan));
        List<WorkloadRow> rows = new Workloads(plan, line -> ReportOptions.say("workloads", line)).run(steps);
        if (report.directory().isPresent()) {
            String command =
                    "./farpage bench workloads --transport " + kind + (quick ? " --quick" : "") + " --report DIR";
            Path page = WorkloadsReport.write(report.directory().get(), rows, settings, command);
            ReportOptions.say("workloads", "the report is " + page);
        }
        steps.end();
        if (json) {
            Json.print(rows);
        } else {
            System.out.printf(
                    "%-9s %-9s %6s %6s %11s %23s %9s %9s %9s %8s %6s%n",
                    "",
                    "",
                    "local",
                    "crash",
                    "per second",
                    "lowest to highest",
                    "p50 us",
                    "p99 us",
                    "p99.9 us",
                    "faults",
                    "wrong");
            rows.forEach(r -> System.out.printf(
                    "%-9s %-9s %4d %% %6s %,11.0f %23s %,9.1f %,9.1f %,9.1f %8.3f %6d%n",
                    r.what(),
                    r.scheme(),
                    r.localPercent(),
                    r.crash() ? "1 host" : "",
                    r.perSecond(),
                    r.range(),
                    r.p50Us(),
                    r.p99Us(),
                    r.p999Us(),
                    r.faultsPerOperation(),
                    r.wrong()));
        }
        return rows.stream().allMatch(r -> r.wrong() == 0) ? 0 : 1;
    }
}
