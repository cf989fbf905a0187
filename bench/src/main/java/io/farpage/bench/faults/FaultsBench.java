package io.farpage.bench.faults;

import io.farpage.api.HostState;
import io.farpage.api.Redundancy;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.SlowHost;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.config.TransportKind;
import io.farpage.server.metrics.MetricsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** A program on a region of 4+2 on eight hosts: calm, while repair goes on, with a slow host, with a stopped one, and with overload. */
final class FaultsBench {
    private static final Redundancy REDUNDANCY = Redundancy.coded(4, 2);
    private static final int HOSTS = 8;
    private static final int METADATA_PEERS = 3;
    private static final int SLOWNESS = 20;
    /** Looking costs the metadata group and this process more than repair does, so it is done rarely. */
    private static final int LOOK_MS = 250;

    private static final int PACED_THREADS = 4;
    private static final int PRESSING_THREADS = 8;
    private static final int OVERLOAD = 3;
    private static final double PATIENCE_S = 600;
    private static final String UNPRESSED = "as much as can be";

    private final Plan plan;
    private final String name;
    private final Consumer<String> progress;
    private final List<FaultsRow> rows = new ArrayList<>();
    private double calmP99Us;

    /**
     * What is asked for; each phase takes so many seconds, but those that end by themselves.
     *
     * @param repairMiBps what repair may read and write a second; 0 is the usual
     */
    record Plan(
            TransportKind transport,
            int mib,
            double perSecond,
            int repairMiBps,
            double seconds,
            double overloadSeconds) {}

    /** What came of it; times are from the fault on. */
    record Result(List<FaultsRow> rows, double secondsToFullTolerance, double secondsToSuspect) {}

    FaultsBench(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
        name = plan.transport().name().toLowerCase(Locale.ROOT);
    }

    private interface Step {
        void run() throws IOException, InterruptedException;
    }

    Result run() throws IOException, InterruptedException {
        progress.accept(name + ": starting " + HOSTS + " hosts");
        // Any six of the hosts can hold everything.
        ClusterPlan cluster = new ClusterPlan(HOSTS, Math.max(64, plan.mib() / 2), plan.transport())
                .metadataPeers(METADATA_PEERS)
                .repairMiBps(plan.repairMiBps());
        RegionOptions options =
                RegionOptions.DEFAULT.withRedundancy(REDUNDANCY).withLocalBytes((long) plan.mib() << 16);
        try (BenchCluster running = BenchCluster.start(cluster);
                RemoteRegion region = running.client().memory().create("bench", (long) plan.mib() << 20, options)) {
            progress.accept(name + ": writing " + plan.mib() + " MiB");
            ForegroundLoad.fill(region);
            return measure(running, region);
        }
    }

    private Result measure(BenchCluster cluster, RemoteRegion region) throws IOException, InterruptedException {
        ClusterClient client = cluster.client();
        List<Running> hosts = cluster.hosts();
        double toFullTolerance;
        double toSuspect;
        press("warm-up", 2 * plan.seconds(), region, hosts);
        rows.clear();
        try (ForegroundLoad load = ForegroundLoad.paced(region, PACED_THREADS, plan.perSecond())) {
            phase("calm", load, region, hosts, () -> sleep(plan.seconds()));
            phase("a processor busy elsewhere", load, region, hosts, this::keepBusy);
            phase("host " + SLOWNESS + " times slower", load, region, hosts, () -> {
                SlowHost slow = SlowHost.times(SLOWNESS, hosts.get(0));
                try {
                    sleep(plan.seconds());
                } finally {
                    slow.close();
                }
            });
            until("full tolerance", () -> isWhole(client, region));
            phase("calm", load, region, hosts, () -> sleep(plan.seconds()));
            long stopped = System.nanoTime();
            double[] suspected = new double[1];
            phase("host stopped", load, region, hosts, () -> {
                ClusterProcesses.signal("STOP", hosts.get(1).pid());
                until("the stopped host is suspect", () -> state(client, 1) != HostState.ALIVE);
                suspected[0] = since(stopped);
                sleep(Math.max(0, plan.seconds() - suspected[0]));
                ClusterProcesses.signal("CONT", hosts.get(1).pid());
            });
            toSuspect = suspected[0];
            until("full tolerance", () -> isWhole(client, region));
            phase("calm", load, region, hosts, () -> sleep(plan.seconds()));
            toFullTolerance = killTwo("two hosts", load, region, cluster, 2);
            cluster.restart(2);
            cluster.restart(3);
            until("the restarted hosts are new ones", () -> state(client, 2) == HostState.ALIVE);
            until("the restarted hosts are new ones", () -> state(client, 3) == HostState.ALIVE);
            until("full tolerance", () -> isWhole(client, region));
            phase("calm", load, region, hosts, () -> sleep(plan.seconds()));
            // What is done for the first time is compiled while it is done.
            killTwo("two others", load, region, cluster, 4);
        }
        press(UNPRESSED, plan.seconds(), region, hosts);
        overload(rows.getLast().perSecond(), region, hosts);
        press("as before", plan.seconds(), region, hosts);
        return new Result(List.copyOf(rows), toFullTolerance, toSuspect);
    }

    /** Kills two hosts; returns how many seconds it takes until the region tolerates as many again. */
    private double killTwo(String which, ForegroundLoad load, RemoteRegion region, BenchCluster cluster, int first)
            throws IOException, InterruptedException {
        ClusterClient client = cluster.client();
        List<Running> hosts = cluster.hosts();
        long killed = System.nanoTime();
        phase(which + " killed, until that is known", load, region, hosts, () -> {
            ClusterProcesses.kill(hosts.get(first));
            ClusterProcesses.kill(hosts.get(first + 1));
            until(
                    "the killed hosts are dead",
                    () -> state(client, first) == HostState.DEAD && state(client, first + 1) == HostState.DEAD);
        });
        phase(
                which + " killed, until repaired",
                load,
                region,
                hosts,
                () -> until("full tolerance", () -> isWhole(client, region)));
        return since(killed);
    }

    private void press(String what, double seconds, RemoteRegion region, List<Running> hosts)
            throws IOException, InterruptedException {
        try (ForegroundLoad load = ForegroundLoad.pressing(region, PRESSING_THREADS)) {
            phase(what + ": " + PRESSING_THREADS + " threads", load, region, hosts, () -> sleep(seconds));
        }
    }

    /** Hosts on shared memory refuse nothing, and there no program can ask for three times as much as it can do by itself. */
    private void overload(double perSecond, RemoteRegion region, List<Running> hosts)
            throws IOException, InterruptedException {
        boolean canFlood = plan.transport() == TransportKind.AERON;
        String what = "three times as " + (canFlood ? "many a second" : "many threads");
        try (ForegroundLoad load = canFlood
                ? ForegroundLoad.flooding(region, OVERLOAD * perSecond)
                : ForegroundLoad.pressing(region, OVERLOAD * PRESSING_THREADS)) {
            phase(what, load, region, hosts, () -> sleep(plan.overloadSeconds()));
        }
    }

    /** What hosts that live have refused so far. */
    private long refused(List<Running> hosts) {
        return plan.transport() == TransportKind.AERON
                ? hosts.stream().mapToLong(FaultsBench::refused).sum()
                : 0;
    }

    private static long refused(Running host) {
        try {
            return (long) MetricsClient.read(host.http(), "farpage_aeron_refused_overloaded_total");
        } catch (UncheckedIOException e) {
            return 0; // It was killed.
        }
    }

    private void phase(String what, ForegroundLoad load, RemoteRegion region, List<Running> hosts, Step step)
            throws IOException, InterruptedException {
        progress.accept(name + ": " + what);
        load.latencies();
        load.failed();
        long overloaded = region.stats().store().overloadedPages();
        long refused = refused(hosts);
        long start = System.nanoTime();
        step.run();
        double seconds = since(start);
        Histogram latencies = load.latencies();
        double p99Us = latencies.getValueAtPercentile(99) / 1e3;
        if (what.equals("calm") || what.startsWith(UNPRESSED)) {
            calmP99Us = p99Us;
        }
        rows.add(new FaultsRow(
                name,
                what,
                seconds,
                latencies.getTotalCount() / seconds,
                latencies.getValueAtPercentile(50) / 1e3,
                p99Us,
                latencies.getValueAtPercentile(99.9) / 1e3,
                p99Us / calmP99Us,
                refused(hosts) - refused,
                region.stats().store().overloadedPages() - overloaded,
                load.failed(),
                load.wrong()));
    }

    /** Takes a processor from everybody without touching memory: what of a fault's cost is the machine's size alone. */
    private void keepBusy() throws IOException, InterruptedException {
        Process busy = new ProcessBuilder("sh", "-c", "while :; do :; done").start();
        try {
            sleep(plan.seconds());
        } finally {
            busy.destroyForcibly();
        }
    }

    private static boolean isWhole(ClusterClient client, RemoteRegion region) {
        return client.status().repair().fragmentsLeft() == 0 && region.tolerates() == REDUNDANCY.parity();
    }

    private static HostState state(ClusterClient client, int host) {
        return client.directory().hosts().get(host).state();
    }

    private static void until(String what, BooleanSupplier condition) throws InterruptedException {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (since(start) > PATIENCE_S) {
                throw new IllegalStateException("not within " + PATIENCE_S + " s: " + what);
            }
            Thread.sleep(LOOK_MS);
        }
    }

    private static double since(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }

    private static void sleep(double seconds) throws InterruptedException {
        Thread.sleep((long) (seconds * 1e3));
    }
}
