package io.farpage.bench.overheads;

import io.farpage.api.BackingStore;
import io.farpage.api.RegionSpec;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Pages;
import io.farpage.bench.measure.SlowHost;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/**
 * The same work on each scheme, on a cluster with as many hosts as it needs and not one to spare, so that what is killed stays missing.
 * Hosts are killed one after the other, up to as many as pages survive, and in the end started again and repaired.
 */
final class Overheads {
    private static final int[] IN_FLIGHT = {1, 16, 64};
    private static final int NO_RENEWAL_MEANWHILE_MS = 3_600_000;
    private static final long SETTLING_NS = 30_000_000_000L;
    private static final int CALM_RUNS = 200;
    private static final int SLOWNESS = 10;
    private static final long LOOK_NS = 50_000_000;
    private static final long REPAIR_PATIENCE_NS = 600_000_000_000L;

    private final TransportKind transport;
    private final long regionBytes;
    private final long pointNs;
    private final Consumer<String> progress;
    private final List<OverheadsRow> rows = new ArrayList<>();
    private final List<RepairRow> repairs = new ArrayList<>();

    /** @param pointMs how long each line is measured, after half as long to warm up */
    Overheads(TransportKind transport, long regionBytes, int pointMs, Consumer<String> progress) {
        this.transport = transport;
        this.regionBytes = regionBytes;
        this.pointNs = pointMs * 1_000_000L;
        this.progress = progress;
    }

    /** What came of it. */
    record Result(List<OverheadsRow> rows, List<RepairRow> repairs) {}

    Result run(List<Scheme> schemes) throws IOException {
        for (Scheme scheme : schemes) {
            progress.accept(scheme.name() + ": starting " + scheme.redundancy().total() + " hosts");
            int lendMiB = (int) ((regionBytes / scheme.data()) >> 20) * 5 / 4 + 64;
            ClusterPlan plan =
                    new ClusterPlan(scheme.redundancy().total(), lendMiB, transport).leaseMs(NO_RENEWAL_MEANWHILE_MS);
            try (BenchCluster cluster = BenchCluster.start(plan)) {
                measure(scheme, cluster);
            }
        }
        return new Result(List.copyOf(rows), List.copyOf(repairs));
    }

    private void measure(Scheme scheme, BenchCluster cluster) throws IOException {
        ClusterClient client = cluster.client();
        Meters meters = new Meters(cluster.hosts());
        long residentEmpty = meters.residentBytes();
        try (Arena arena = Arena.ofShared();
                BackingStore store =
                        client.regions().create(RegionSpec.of("bench", regionBytes, scheme.redundancy()))) {
            Pages pages = new Pages(store, arena, IN_FLIGHT[IN_FLIGHT.length - 1]);
            progress.accept(scheme.name() + ": writing " + (regionBytes >> 20) + " MiB");
            pages.fill();
            double memory = (double) cluster.slabBytes() / regionBytes;
            double resident = (double) (meters.residentBytes() - residentEmpty) / regionBytes;
            Measured of = new Measured(scheme, pages, meters, memory, resident);
            measure(of, "healthy", 0);
            SlowHost slow = SlowHost.times(SLOWNESS, cluster.hosts().getFirst());
            try {
                measure(of, "slow", 0);
            } finally {
                slow.close();
            }
            for (int down = 1; down <= scheme.parity(); down++) {
                ClusterProcesses.kill(cluster.hosts().get(down - 1));
                settle(pages);
                if (down == 1 || down == scheme.parity()) {
                    measure(of, "down", down);
                }
            }
            if (scheme.parity() > 0) {
                measureRepair(of, store, cluster);
            }
        }
    }

    /** What the lines of one scheme have in common. */
    private record Measured(Scheme scheme, Pages pages, Meters meters, double memory, double resident) {}

    /** Starts the killed hosts again, which are empty, and reads until everything is rebuilt. */
    private void measureRepair(Measured of, BackingStore store, BenchCluster cluster) throws IOException {
        Scheme scheme = of.scheme;
        progress.accept(scheme.name() + ": read, 1 in flight, while " + scheme.parity() + " hosts are repaired");
        for (int host = 0; host < scheme.parity(); host++) {
            cluster.restart(host);
        }
        long fragmentsBefore = cluster.metadataCounter("farpage_repair_fragments_total");
        Histogram times = new Histogram(3);
        Meters.Reading before = of.meters.read();
        long looked = before.atNs();
        for (boolean whole = false; !whole; ) {
            long begin = System.nanoTime();
            of.pages.run(false, 1);
            long end = System.nanoTime();
            times.recordValue(end - begin);
            if (end - looked > LOOK_NS) {
                looked = end;
                whole = store.tolerates() == scheme.parity()
                        && cluster.client().status().repair().fragmentsLeft() == 0;
                if (end - before.atNs() > REPAIR_PATIENCE_NS) {
                    throw new IllegalStateException(
                            scheme.name() + " is not repaired within " + REPAIR_PATIENCE_NS / 1_000_000_000 + " s");
                }
            }
        }
        Meters.Reading after = of.meters.read();
        add(of, "read", "repair", scheme.parity(), 1, times, before, after);
        long fragments = cluster.metadataCounter("farpage_repair_fragments_total") - fragmentsBefore;
        repairs.add(new RepairRow(
                "timeToRepair",
                transportName(),
                scheme.name(),
                scheme.data(),
                scheme.parity(),
                (after.atNs() - before.atNs()) / 1e9,
                fragments,
                fragments * (scheme.data() + 1) * store.spec().fragmentBytes(),
                regionBytes));
    }

    private String transportName() {
        return transport.name().toLowerCase(Locale.ROOT);
    }

    /** Reads until the death of a host is nothing new any more. */
    private static void settle(Pages pages) {
        long start = System.nanoTime();
        for (int calm = 0; calm < CALM_RUNS; calm++) {
            try {
                pages.run(false, 1);
            } catch (IllegalStateException e) {
                if (System.nanoTime() - start > SETTLING_NS) {
                    throw e;
                }
                calm = 0;
            }
        }
    }

    private void measure(Measured of, String state, int down) {
        for (int inFlight : IN_FLIGHT) {
            for (boolean write :
                    of.scheme.canWriteWithout(down) ? new boolean[] {false, true} : new boolean[] {false}) {
                String what = write ? "write" : "read";
                progress.accept("%s: %s, %d in flight, %s%s"
                        .formatted(of.scheme.name(), what, inFlight, state, down == 0 ? "" : ": " + down));
                repeat(of.pages, write, inFlight, pointNs / 2);
                Meters.Reading before = of.meters.read();
                Histogram times = repeat(of.pages, write, inFlight, pointNs);
                add(of, what, state, down, inFlight, times, before, of.meters.read());
            }
        }
    }

    private void add(
            Measured of,
            String what,
            String state,
            int down,
            int inFlight,
            Histogram times,
            Meters.Reading before,
            Meters.Reading after) {
        Histogram corrected = times.copyCorrectedForCoordinatedOmission(times.getValueAtPercentile(50));
        double count = (double) times.getTotalCount() * inFlight;
        double ns = (after.atNs() - before.atNs()) / count;
        rows.add(new OverheadsRow(
                what,
                transportName(),
                of.scheme.name(),
                of.scheme.data(),
                of.scheme.parity(),
                state,
                down,
                inFlight,
                1e9 / ns,
                ns,
                corrected.getValueAtPercentile(50) / 1e3,
                corrected.getValueAtPercentile(99) / 1e3,
                corrected.getValueAtPercentile(99.9) / 1e3,
                (after.clientCpuNs() - before.clientCpuNs()) / count,
                (after.hostCpuNs() - before.hostCpuNs()) / count,
                (after.loopbackBytes() - before.loopbackBytes()) / count,
                of.memory,
                of.resident));
    }

    private static Histogram repeat(Pages pages, boolean write, int inFlight, long durationNs) {
        Histogram times = new Histogram(3);
        long start = System.nanoTime();
        for (long begin = start; begin - start < durationNs; begin = System.nanoTime()) {
            pages.run(write, inFlight);
            times.recordValue(System.nanoTime() - begin);
        }
        return times;
    }
}
