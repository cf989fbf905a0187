package io.farpage.bench.workloads;

import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Scheme;
import io.farpage.bench.report.Steps;
import io.farpage.examples.PageRank;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.jspecify.annotations.Nullable;

/** The same programs on copies and on coded pages, with less and less local memory, and with a host that is killed in the middle. */
final class Workloads {
    private static final int SPARE_HOSTS = 2;
    private static final int REPAIR_MIBPS = 256;
    private static final String GRAPH = "pageRank";

    private final Plan plan;
    private final Consumer<String> progress;
    private boolean warm;

    /**
     * What to do.
     *
     * @param schemes ways to keep pages
     * @param mixes of YCSB
     * @param operations of each run of one
     * @param localPercents local memory for a hundred bytes of the region
     * @param crashesFrom runs with a crash are made with at most so much of it
     * @param runSeconds about how long one takes
     * @param warmUpSeconds how long all of them are run before the first is measured, which would otherwise measure the compiler
     */
    record Plan(
            TransportKind transport,
            int mib,
            List<Scheme> schemes,
            List<Ycsb.Mix> mixes,
            long operations,
            List<Integer> localPercents,
            int crashesFrom,
            int runSeconds,
            int warmUpSeconds) {}

    Workloads(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Of what a row tells. */
    private record Run(Case of, boolean crash, double secondsWithoutCrash) {}

    /** A program on a scheme with so much local memory, first without a crash. {@code mix} is nothing for PageRank. */
    private record Case(Scheme scheme, int localPercent, Ycsb.@Nullable Mix mix) {
        private String what() {
            return mix == null ? "pageRank" : "ycsb" + mix;
        }

        private String name() {
            return "%s, %s, %d %% in local memory".formatted(scheme.name(), what(), localPercent);
        }
    }

    private static List<Case> cases(Plan plan, Scheme scheme) {
        List<Case> cases = new ArrayList<>();
        for (int percent : plan.localPercents) {
            plan.mixes.forEach(mix -> cases.add(new Case(scheme, percent, mix)));
            cases.add(new Case(scheme, percent, null));
        }
        return cases;
    }

    /** What {@link #run} does one after the other. */
    static List<Steps.Step> steps(Plan plan) {
        return plan.schemes.stream()
                .flatMap(scheme -> cases(plan, scheme).stream())
                .map(each ->
                        new Steps.Step(each.name(), (each.localPercent <= plan.crashesFrom ? 2 : 1) * plan.runSeconds))
                .toList();
    }

    /** Does all of them that are not finished; returns the rows of all. */
    List<WorkloadRow> run(Steps steps) throws IOException, InterruptedException {
        List<WorkloadRow> rows = new ArrayList<>();
        for (Scheme scheme : plan.schemes) {
            try (WorkloadCluster cluster = new WorkloadCluster(() -> start(scheme), bytes(), scheme.redundancy())) {
                for (Case each : cases(plan, scheme)) {
                    rows.addAll(List.of(steps.run(each.name(), WorkloadRow[].class, () -> measure(each, cluster))));
                }
            }
        }
        return List.copyOf(rows);
    }

    private BenchCluster start(Scheme scheme) throws IOException {
        int hosts = scheme.redundancy().total() + SPARE_HOSTS;
        progress.accept(scheme.name() + ": starting " + hosts + " hosts, filling a map of " + plan.mib + " MiB");
        // Enough for two regions on any of them that are left when one is gone.
        int lendMiB = 3 * plan.mib / scheme.data() + 64;
        return BenchCluster.start(new ClusterPlan(hosts, lendMiB, plan.transport).repairMiBps(REPAIR_MIBPS));
    }

    private WorkloadRow[] measure(Case each, WorkloadCluster cluster) throws IOException, InterruptedException {
        warmUpOnce(each, cluster);
        WorkloadRow healthy = measure(each, 0, cluster);
        return each.localPercent <= plan.crashesFrom
                ? new WorkloadRow[] {healthy, measure(each, healthy.seconds(), cluster)}
                : new WorkloadRow[] {healthy};
    }

    private void warmUpOnce(Case each, WorkloadCluster cluster) throws IOException, InterruptedException {
        if (warm) {
            return;
        }
        warm = true;
        long localBytes = localBytes(plan.localPercents.getLast());
        long start = System.nanoTime();
        while (System.nanoTime() - start < plan.warmUpSeconds * 1_000_000_000L) {
            try (RemoteRegion region = cluster.memory().attach(WorkloadCluster.MAP, localBytes)) {
                Ycsb ycsb = Ycsb.open(region);
                for (Ycsb.Mix mix : plan.mixes) {
                    ycsb.run(mix, plan.operations, 0, () -> {});
                }
            }
            RegionOptions options = RegionOptions.DEFAULT
                    .withRedundancy(each.scheme.redundancy())
                    .withLocalBytes(localBytes);
            try (RemoteRegion region = cluster.memory().create(GRAPH, bytes(), options)) {
                new PageRank().run(region, localBytes);
            }
            cluster.memory().delete(GRAPH);
        }
    }

    /** Measures one row, with a crash if it is known how long it takes without. */
    private WorkloadRow measure(Case each, double secondsWithoutCrash, WorkloadCluster cluster)
            throws IOException, InterruptedException {
        Run run = new Run(each, secondsWithoutCrash > 0, secondsWithoutCrash);
        if (run.crash) {
            progress.accept(each.name() + ", a host killed in the middle");
        }
        return each.mix == null ? pageRank(run, cluster) : ycsb(run, each.mix, cluster);
    }

    private WorkloadRow ycsb(Run run, Ycsb.Mix mix, WorkloadCluster cluster) throws IOException, InterruptedException {
        Case of = run.of;
        try (RemoteRegion region = cluster.memory().attach(WorkloadCluster.MAP, localBytes(of.localPercent))) {
            Ycsb ycsb = Ycsb.open(region);
            ycsb.run(mix, plan.operations / 2, 0, () -> {});
            long faults = region.stats().faults();
            Ycsb.Run full = ycsb.run(mix, plan.operations, 0, () -> killIf(run, cluster));
            faults = region.stats().faults() - faults;
            recoverIf(run, region, cluster);
            double seconds = run.crash ? run.secondsWithoutCrash : full.seconds();
            long paced = plan.operations / 2;
            Ycsb.Run half = ycsb.run(mix, paced, paced / seconds, () -> killIf(run, cluster));
            recoverIf(run, region, cluster);
            long wrong = full.wrong() + half.wrong();
            return row(run, full.seconds(), plan.operations, faults, half.times(), wrong);
        }
    }

    private static void killIf(Run run, WorkloadCluster cluster) {
        if (run.crash) {
            cluster.kill();
        }
    }

    private static void recoverIf(Run run, RemoteRegion region, WorkloadCluster cluster)
            throws IOException, InterruptedException {
        if (run.crash) {
            cluster.recover(region);
        }
    }

    private WorkloadRow pageRank(Run run, WorkloadCluster cluster) throws IOException, InterruptedException {
        Case of = run.of;
        long localBytes = localBytes(of.localPercent);
        RegionOptions options =
                RegionOptions.DEFAULT.withRedundancy(of.scheme.redundancy()).withLocalBytes(localBytes);
        WorkloadRow row;
        try (RemoteRegion region = cluster.memory().create(GRAPH, bytes(), options)) {
            CountDownLatch ended = new CountDownLatch(1);
            Thread killer = Thread.ofPlatform().name("half").start(() -> {
                try {
                    ended.await((long) (run.secondsWithoutCrash * 500), TimeUnit.MILLISECONDS);
                    killIf(run, cluster);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                }
            });
            long start = System.nanoTime();
            new PageRank().run(region, localBytes); // Throws unless all ranks are 1 together.
            double seconds = (System.nanoTime() - start) / 1e9;
            ended.countDown();
            killer.join();
            long faults = region.stats().faults();
            recoverIf(run, region, cluster);
            row = row(run, seconds, PageRank.edgesFollowed(region.length()), faults, new Histogram(3), 0);
        }
        cluster.memory().delete(GRAPH);
        return row;
    }

    private WorkloadRow row(Run run, double seconds, long operations, long faults, Histogram times, long wrong) {
        return new WorkloadRow(
                run.of.what(),
                plan.transport.name().toLowerCase(Locale.ROOT),
                run.of.scheme.name(),
                run.of.scheme.data(),
                run.of.scheme.parity(),
                run.of.localPercent,
                run.crash,
                seconds,
                operations / seconds,
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getValueAtPercentile(99.9) / 1e3,
                (double) faults / operations,
                wrong);
    }

    private long bytes() {
        return (long) plan.mib << 20;
    }

    private long localBytes(int percent) {
        return bytes() * percent / 100;
    }
}
