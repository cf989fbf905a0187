package io.farpage.bench.pager;

import io.farpage.api.HostState;
import io.farpage.api.Redundancy;
import io.farpage.bench.measure.BareCopy;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.TimedWork;
import io.farpage.bench.measure.Turns;
import io.farpage.pager.AccessPattern;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.RunnerException;

/** A region of 4+2 on as many hosts as a page has fragments, so that nothing is repaired when two are killed. */
final class PagerBench {
    static final int PAGE = 4096;
    static final long REGION_BYTES = 1L << 30;
    static final long LOCAL_BYTES = REGION_BYTES / 16;

    private static final Redundancy REDUNDANCY = Redundancy.coded(4, 2);
    private static final int LEND_MIB = 320;
    private static final int JMH_FORKS = 3;

    /** Pages that are written back at once: fewer than begin to be written back by themselves. */
    private static final int FLUSHED_PAGES = 1024;

    private final TransportKind transport;
    private final String name;
    private final int turns;
    private final int turnMs;
    private final List<PagerRow> rows = new ArrayList<>();

    PagerBench(TransportKind transport, int turns, int turnMs) {
        this.transport = transport;
        name = transport.name().toLowerCase(Locale.ROOT);
        this.turns = turns;
        this.turnMs = turnMs;
    }

    List<PagerRow> run(Consumer<String> progress) throws IOException, InterruptedException, RunnerException {
        progress.accept("hit and plain access, by JMH");
        rows.addAll(HitBench.run(JMH_FORKS, turnMs));
        progress.accept(name + ": starting " + REDUNDANCY.total() + " hosts");
        ClusterPlan plan = new ClusterPlan(REDUNDANCY.total(), LEND_MIB, transport);
        RegionOptions options = RegionOptions.DEFAULT.withRedundancy(REDUNDANCY).withLocalBytes(LOCAL_BYTES);
        try (BenchCluster cluster = BenchCluster.start(plan);
                RemoteRegion region = cluster.client().memory().create("bench", REGION_BYTES, options)) {
            measure(region, cluster, progress);
        }
        swap("zramReadFault", false, row("fault"), progress);
        swap("zramFault", true, row("faultHalfWrites"), progress);
        return List.copyOf(rows);
    }

    private void swap(String what, boolean halfWrites, PagerRow beside, Consumer<String> progress) {
        progress.accept("the kernel's swap to zram, " + (halfWrites ? "half of the accesses writes" : "reads alone"));
        ZramSwap.measure(new ZramSwap.Accesses(REGION_BYTES, LOCAL_BYTES, halfWrites, 0), turns, turnMs, progress)
                .ifPresent(result -> rows.add(PagerRow.bare(what, result).beside(beside)));
    }

    private PagerRow row(String what) {
        return rows.stream()
                .filter(each -> each.what().equals(what))
                .findFirst()
                .orElseThrow();
    }

    private void measure(RemoteRegion region, BenchCluster cluster, Consumer<String> progress)
            throws InterruptedException {
        progress.accept(name + ": writing " + (REGION_BYTES >> 20) + " MiB");
        RegionMemory.fill(region);
        progress.accept(name + ": faults");
        try (BareCopy pages = new BareCopy(PAGE, 1, 1)) {
            besideBare("fault", faults(region, 1, false), "copyCold", new TimedWork(turnMs, 1, () -> pages.read(1)));
        }
        TimedWork halfWrites = faults(region, RandomAccesses.AT_ONCE, true);
        rows.add(row("faultHalfWrites", Turns.take(turns, halfWrites).getFirst(), halfWrites.bytesAllocated())
                .beside(row("fault")));
        progress.accept(name + ": scans");
        scan(region);
        progress.accept(name + ": write-back");
        try (BareCopy fragments = new BareCopy(PAGE / REDUNDANCY.data(), REDUNDANCY.data(), REDUNDANCY.total())) {
            besideBare(
                    "writeBack",
                    new TimedWork(turnMs, FLUSHED_PAGES, () -> flush(region)),
                    "copyFragments",
                    new TimedWork(turnMs, FLUSHED_PAGES, () -> fragments.write(FLUSHED_PAGES)));
        }
        progress.accept(name + ": faults with " + REDUNDANCY.parity() + " hosts killed");
        for (int host = 0; host < REDUNDANCY.parity(); host++) {
            ClusterProcesses.kill(cluster.hosts().get(host));
        }
        while (cluster.client().directory().hosts().stream()
                        .filter(each -> each.state() == HostState.DEAD)
                        .count()
                < REDUNDANCY.parity()) {
            Thread.sleep(20);
        }
        TimedWork degraded = faults(region, 1, false);
        rows.add(row("degradedFault", Turns.take(turns, degraded).getFirst(), degraded.bytesAllocated())
                .beside(row("fault")));
    }

    private TimedWork faults(RemoteRegion region, int atOnce, boolean halfWrites) {
        return new TimedWork(
                turnMs, atOnce, new RandomAccesses(new RegionMemory(region), REGION_BYTES, atOnce, halfWrites, 0));
    }

    /** One after the other page, and one word of each. */
    private void scan(RemoteRegion region) {
        TimedWork ahead = scanOf(region, AccessPattern.NORMAL, 0);
        TimedWork alone = scanOf(region, AccessPattern.RANDOM, REGION_BYTES / 2);
        List<Turns> results = Turns.take(turns, ahead, alone);
        region.expect(AccessPattern.NORMAL);
        PagerRow without = row("scanWithoutReadAhead", results.getLast(), alone.bytesAllocated());
        rows.add(without);
        rows.add(row("scan", results.getFirst(), ahead.bytesAllocated()).beside(without));
    }

    private TimedWork scanOf(RemoteRegion region, AccessPattern pattern, long from) {
        long[] at = {from};
        int pagesAtOnce = 64;
        return new TimedWork(turnMs, pagesAtOnce, () -> {
            region.expect(pattern);
            for (int i = 0; i < pagesAtOnce; i++) {
                region.getLong(at[0]);
                at[0] = (at[0] + PAGE) % REGION_BYTES;
            }
        });
    }

    private static void flush(RemoteRegion region) {
        for (long at = 0; at < (long) FLUSHED_PAGES * PAGE; at += PAGE) {
            region.setLong(at, at);
        }
        region.flush();
    }

    private void besideBare(String what, TimedWork work, String bareName, TimedWork bareWork) {
        List<Turns> results = Turns.take(turns, work, bareWork);
        PagerRow bare = PagerRow.bare(bareName, results.getLast());
        rows.add(bare);
        rows.add(row(what, results.getFirst(), work.bytesAllocated()).beside(bare));
    }

    private PagerRow row(String what, Turns turns, double bytesAllocated) {
        return new PagerRow(
                what,
                name,
                REDUNDANCY.data(),
                REDUNDANCY.parity(),
                turns.medianNs(),
                turns.spread(),
                null,
                0,
                bytesAllocated);
    }
}
