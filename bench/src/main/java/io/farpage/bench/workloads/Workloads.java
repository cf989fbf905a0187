package io.farpage.bench.workloads;

import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Scheme;
import io.farpage.bench.report.Steps;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * The same programs on copies and on coded pages, with less and less local memory, and with a host that is killed in the middle. All schemes
 * have their clusters at the same time and take turns, so that what the machine does besides is shared fairly.
 */
final class Workloads {
    private static final int SPARE_HOSTS = 2;
    private static final int REPAIR_MIBPS = 256;

    private final Plan plan;
    private final Consumer<String> progress;
    private boolean warm;

    /**
     * What to do.
     *
     * @param schemes ways to keep pages
     * @param mixes of YCSB
     * @param operations of each run of one
     * @param turns runs of each program on each scheme without a crash
     * @param localPercents local memory for a hundred bytes of the region
     * @param crashMixes mixes that are also run with a crash
     * @param graphCrash whether PageRank is
     * @param stepSeconds about how long a program takes on all schemes without crashes, and about how long the crashes take
     * @param warmUpSeconds how long programs are run before the first is measured, which would otherwise measure the compiler
     */
    record Plan(
            TransportKind transport,
            int mib,
            List<Scheme> schemes,
            List<Ycsb.Mix> mixes,
            long operations,
            int turns,
            List<Integer> localPercents,
            List<Ycsb.Mix> crashMixes,
            boolean graphCrash,
            int stepSeconds,
            int warmUpSeconds) {
        private boolean hasCrash(Case each) {
            return each.mix == null ? graphCrash : crashMixes.contains(each.mix);
        }
    }

    Workloads(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** A program with so much local memory, first without a crash. {@code mix} is nothing for PageRank. */
    private record Case(int localPercent, Ycsb.@Nullable Mix mix) {
        private String what() {
            return mix == null ? "pageRank" : "ycsb" + mix;
        }

        private String name() {
            return "%s, %d %% in local memory".formatted(what(), localPercent);
        }
    }

    private static List<Case> cases(Plan plan) {
        List<Case> cases = new ArrayList<>();
        for (int percent : plan.localPercents) {
            plan.mixes.forEach(mix -> cases.add(new Case(percent, mix)));
            cases.add(new Case(percent, null));
        }
        return cases;
    }

    /** What {@link #run} does one after the other. */
    static List<Steps.Step> steps(Plan plan) {
        return cases(plan).stream()
                .map(each -> new Steps.Step(each.name(), (plan.hasCrash(each) ? 2 : 1) * plan.stepSeconds))
                .toList();
    }

    /** Does all of them that are not finished; returns the rows of all. */
    List<WorkloadRow> run(Steps steps) throws IOException, InterruptedException {
        List<WorkloadCluster> clusters =
                plan.schemes.stream().map(this::startedWhenUsed).toList();
        try {
            List<WorkloadRow> rows = new ArrayList<>();
            for (Case each : cases(plan)) {
                rows.addAll(List.of(steps.run(each.name(), WorkloadRow[].class, () -> measure(each, clusters))));
            }
            return List.copyOf(rows);
        } finally {
            clusters.forEach(WorkloadCluster::close);
        }
    }

    private WorkloadCluster startedWhenUsed(Scheme scheme) {
        return new WorkloadCluster(() -> start(scheme), bytes(), scheme.redundancy());
    }

    private BenchCluster start(Scheme scheme) throws IOException {
        int hosts = scheme.redundancy().total() + SPARE_HOSTS;
        progress.accept(scheme.name() + ": starting " + hosts + " hosts, filling a map of " + plan.mib + " MiB");
        // Enough for two regions on any of them that are left when one is gone.
        int lendMiB = 3 * plan.mib / scheme.data() + 64;
        return BenchCluster.start(new ClusterPlan(hosts, lendMiB, plan.transport).repairMiBps(REPAIR_MIBPS));
    }

    private Program program(Case each, WorkloadCluster cluster) {
        long localBytes = bytes() * each.localPercent / 100;
        return each.mix == null
                ? new PageRankProgram(cluster, bytes(), localBytes)
                : new YcsbProgram(cluster, each.mix, plan.operations, localBytes);
    }

    private void warmUpOnce(List<WorkloadCluster> clusters) throws InterruptedException {
        if (warm) {
            return;
        }
        warm = true;
        List<Case> cases = cases(plan).reversed(); // With most of the faults.
        long start = System.nanoTime();
        for (int i = 0; System.nanoTime() - start < plan.warmUpSeconds * 1_000_000_000L; i++) {
            for (WorkloadCluster cluster : clusters) {
                try (Program program = program(cases.get(i % cases.size()), cluster)) {
                    program.run(0);
                }
            }
        }
    }

    private WorkloadRow[] measure(Case each, List<WorkloadCluster> clusters) throws IOException, InterruptedException {
        for (WorkloadCluster cluster : clusters) {
            cluster.start();
        }
        warmUpOnce(clusters);
        List<Program> programs = new ArrayList<>();
        try {
            clusters.forEach(cluster -> programs.add(program(each, cluster)));
            List<WorkloadRow> rows = healthy(each, programs);
            if (plan.hasCrash(each)) {
                for (int i = 0; i < programs.size(); i++) {
                    rows.add(withCrash(each, plan.schemes.get(i), programs.get(i), rows.get(i)));
                }
            }
            return rows.toArray(WorkloadRow[]::new);
        } finally {
            programs.forEach(Program::close);
        }
    }

    private List<WorkloadRow> healthy(Case each, List<Program> programs) throws InterruptedException {
        List<List<Program.Result>> results = new ArrayList<>();
        for (Program program : programs) {
            results.add(new ArrayList<>());
            program.paced(0, false);
        }
        for (int turn = 0; turn < plan.turns; turn++) {
            for (int i = 0; i < programs.size(); i++) {
                results.get(i).add(programs.get(i).run(0));
            }
        }
        List<WorkloadRow> rows = new ArrayList<>();
        for (int i = 0; i < programs.size(); i++) {
            Program.Result paced = programs.get(i).paced(WorkloadRow.median(results.get(i)) / 2, false);
            rows.add(row(each, plan.schemes.get(i), false, results.get(i), paced));
        }
        return rows;
    }

    private WorkloadRow withCrash(Case each, Scheme scheme, Program program, WorkloadRow healthy)
            throws InterruptedException {
        progress.accept(scheme.name() + ": " + each.name() + ", a host killed in the middle");
        Program.Result full = program.run(healthy.seconds());
        return row(each, scheme, true, List.of(full), program.paced(healthy.perSecond() / 2, true));
    }

    private WorkloadRow row(
            Case each, Scheme scheme, boolean crash, List<Program.Result> results, Program.Result paced) {
        String transport = plan.transport.name().toLowerCase(Locale.ROOT);
        return WorkloadRow.of(each.what(), transport, scheme, each.localPercent, crash, results, paced);
    }

    private long bytes() {
        return (long) plan.mib << 20;
    }
}
