package io.farpage.bench.workloads;

import io.farpage.api.HostState;
import io.farpage.api.Redundancy;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.examples.PageRank;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteMemory;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** The same programs on copies and on coded pages, with less and less local memory, and with a host that is killed in the middle. */
final class Workloads {
    private static final int SPARE_HOSTS = 2;
    private static final int REPAIR_MIBPS = 256;
    private static final long PATIENCE_NS = 120_000_000_000L;
    private static final int LOOK_MS = 50;

    private final Plan plan;
    private final Consumer<String> progress;
    private final List<WorkloadRow> rows = new ArrayList<>();
    private int nextVictim;

    /**
     * What to do.
     *
     * @param mixes of YCSB
     * @param operations of each run of one
     * @param localPercents local memory for a hundred bytes of the region
     * @param crashesFrom runs with a crash are made with at most so much of it
     */
    record Plan(
            TransportKind transport,
            int mib,
            List<Ycsb.Mix> mixes,
            long operations,
            List<Integer> localPercents,
            int crashesFrom) {}

    /** Ways to keep pages, of the same tolerance. */
    private static final Map<String, Redundancy> SCHEMES =
            new TreeMap<>(Map.of("3 copies", Redundancy.copies(3), "4+2", Redundancy.coded(4, 2)));

    Workloads(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    /** Of what a row tells. */
    private record Run(String what, String scheme, Redundancy redundancy, int localPercent, boolean crash) {}

    List<WorkloadRow> run() throws IOException, InterruptedException {
        for (Map.Entry<String, Redundancy> scheme : SCHEMES.entrySet()) {
            Redundancy redundancy = scheme.getValue();
            int hosts = redundancy.total() + SPARE_HOSTS;
            progress.accept(scheme.getKey() + ": starting " + hosts + " hosts");
            // Enough for two regions on any of them that are left when one is gone.
            int lendMiB = 3 * plan.mib / redundancy.data() + 64;
            ClusterPlan cluster = new ClusterPlan(hosts, lendMiB, plan.transport).repairMiBps(REPAIR_MIBPS);
            try (BenchCluster running = BenchCluster.start(cluster)) {
                nextVictim = 0;
                measure(scheme.getKey(), redundancy, running);
            }
        }
        return List.copyOf(rows);
    }

    private void measure(String scheme, Redundancy redundancy, BenchCluster cluster)
            throws IOException, InterruptedException {
        RemoteMemory memory = cluster.client().memory();
        RegionOptions options = RegionOptions.DEFAULT.withRedundancy(redundancy).withLocalBytes(localBytes(100));
        progress.accept(scheme + ": filling a map of " + plan.mib + " MiB");
        try (RemoteRegion region = memory.create("ycsb", bytes(), options)) {
            Ycsb.load(region);
        }
        for (int percent : plan.localPercents) {
            for (boolean crash : percent <= plan.crashesFrom ? new boolean[] {false, true} : new boolean[] {false}) {
                for (Ycsb.Mix mix : plan.mixes) {
                    Run run = new Run("ycsb" + mix, scheme, redundancy, percent, crash);
                    try (RemoteRegion region = memory.attach("ycsb", localBytes(percent))) {
                        rows.add(ycsb(run, region, mix, cluster));
                    }
                }
                Run run = new Run("pageRank", scheme, redundancy, percent, crash);
                try (RemoteRegion region =
                        memory.create("pageRank", bytes(), options.withLocalBytes(localBytes(percent)))) {
                    rows.add(pageRank(run, region, cluster));
                }
                memory.delete("pageRank");
            }
        }
    }

    private void progress(Run run) {
        progress.accept("%s: %s, %d %% in local memory%s"
                .formatted(run.scheme, run.what, run.localPercent, run.crash ? ", a host killed in the middle" : ""));
    }

    private WorkloadRow ycsb(Run run, RemoteRegion region, Ycsb.Mix mix, BenchCluster cluster)
            throws IOException, InterruptedException {
        progress(run);
        Ycsb ycsb = Ycsb.open(region);
        ycsb.run(mix, plan.operations / 2, 0, () -> {});
        long faults = region.stats().faults();
        Ycsb.Run full = ycsb.run(mix, plan.operations, 0, killer(run, cluster));
        faults = region.stats().faults() - faults;
        recover(run, region, cluster);
        double seconds = run.crash ? secondsWithoutCrash(run) : full.seconds();
        long paced = plan.operations / 2;
        Ycsb.Run half = ycsb.run(mix, paced, paced / seconds, killer(run, cluster));
        recover(run, region, cluster);
        long wrong = full.wrong() + half.wrong();
        return row(run, full.seconds(), plan.operations, faults, half.times(), wrong);
    }

    private Runnable killer(Run run, BenchCluster cluster) {
        return run.crash ? () -> ClusterProcesses.kill(cluster.hosts().get(nextVictim)) : () -> {};
    }

    /** Waits until what was killed is made good, starts it again and chooses the next to be killed. */
    private void recover(Run run, RemoteRegion region, BenchCluster cluster) throws IOException, InterruptedException {
        if (!run.crash) {
            return;
        }
        ClusterClient client = cluster.client();
        int victim = nextVictim;
        until(
                "the killed host is dead",
                () -> client.directory().hosts().get(victim).state() == HostState.DEAD);
        until(
                "full tolerance",
                () -> client.status().repair().fragmentsLeft() == 0 && region.tolerates() == run.redundancy.parity());
        cluster.restart(victim);
        until("the host is back", () -> client.directory().hosts().get(victim).state() == HostState.ALIVE);
        nextVictim = (victim + 1) % cluster.hosts().size();
    }

    private WorkloadRow pageRank(Run run, RemoteRegion region, BenchCluster cluster)
            throws IOException, InterruptedException {
        progress(run);
        long halfMs = run.crash ? (long) (secondsWithoutCrash(run) * 500) : 0;
        CountDownLatch ended = new CountDownLatch(1);
        Thread killer = Thread.ofPlatform().name("half").start(() -> {
            try {
                ended.await(halfMs, TimeUnit.MILLISECONDS);
                killer(run, cluster).run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long start = System.nanoTime();
        new PageRank().run(region, localBytes(run.localPercent)); // Throws unless all ranks are 1 together.
        double seconds = (System.nanoTime() - start) / 1e9;
        ended.countDown();
        killer.join();
        long faults = region.stats().faults();
        recover(run, region, cluster);
        return row(run, seconds, PageRank.edgesFollowed(region.length()), faults, new Histogram(3), 0);
    }

    private double secondsWithoutCrash(Run run) {
        return rows.stream()
                .filter(r -> r.what().equals(run.what) && r.scheme().equals(run.scheme))
                .filter(r -> r.localPercent() == run.localPercent)
                .mapToDouble(WorkloadRow::seconds)
                .findFirst()
                .orElseThrow();
    }

    private WorkloadRow row(Run run, double seconds, long operations, long faults, Histogram times, long wrong) {
        return new WorkloadRow(
                run.what,
                plan.transport.name().toLowerCase(Locale.ROOT),
                run.scheme,
                run.redundancy.data(),
                run.redundancy.parity(),
                run.localPercent,
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

    private interface Condition {
        boolean isMet();
    }

    private static void until(String what, Condition condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.isMet()) {
            if (System.nanoTime() - start > PATIENCE_NS) {
                throw new IllegalStateException("not within " + PATIENCE_NS / 1_000_000_000 + " s: " + what);
            }
            Thread.sleep(LOOK_MS);
        }
    }
}
