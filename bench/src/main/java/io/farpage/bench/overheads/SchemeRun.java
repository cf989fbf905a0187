package io.farpage.bench.overheads;

import io.farpage.api.BackingStore;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Pages;
import io.farpage.bench.measure.Scheme;
import io.farpage.bench.measure.SlowHost;
import io.farpage.server.cluster.ClusterProcesses;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;

/** One scheme on a cluster that is its own. Used once, by one thread. */
final class SchemeRun {
    /** Pages that are asked for at once. */
    static final List<Integer> IN_FLIGHT = List.of(1, 16, 64);

    private static final long SETTLING_NS = 30_000_000_000L;
    private static final int CALM_RUNS = 200;
    private static final int SLOWNESS = 10;
    /** How long is read after a kill before anything is measured, in lines. */
    static final int DECODING_POINTS = 3;

    private static final long LOOK_NS = 50_000_000;
    private static final long REPAIR_PATIENCE_NS = 600_000_000_000L;

    private final Scheme scheme;
    private final String transport;
    private final BenchCluster cluster;
    private final long pointNs;
    private final Consumer<String> progress;
    private final Meters meters;
    private final List<OverheadsRow> rows = new ArrayList<>();

    SchemeRun(Scheme scheme, String transport, BenchCluster cluster, long pointNs, Consumer<String> progress) {
        this.scheme = scheme;
        this.transport = transport;
        this.cluster = cluster;
        this.pointNs = pointNs;
        this.progress = line -> progress.accept(scheme.name() + ": " + line);
        meters = new Meters(cluster.hosts());
    }

    /** What the lines have in common. */
    private record Filled(BackingStore store, Pages pages, MemoryCost memory) {}

    /** Measures with all hosts, with a slow one, without one after the other, and while they are repaired. */
    Overheads.Result measure(BackingStore store, Pages pages, MemoryCost memory) throws IOException {
        Filled filled = new Filled(store, pages, memory);
        measure(filled, "healthy", 0);
        SlowHost slow = SlowHost.times(SLOWNESS, cluster.hosts().getFirst());
        try {
            measure(filled, "slow", 0);
        } finally {
            slow.close();
        }
        for (int down = 1; down <= scheme.parity(); down++) {
            ClusterProcesses.kill(cluster.hosts().get(down - 1));
            settle(pages);
            if (down == 1 || down == scheme.parity()) {
                // Decoding is compiled only once it is used, and takes tens of microseconds until then.
                repeat(pages, false, 1, DECODING_POINTS * pointNs);
                measure(filled, "down", down);
            }
        }
        List<RepairRow> repairs = scheme.parity() > 0 ? List.of(repair(filled)) : List.of();
        return new Overheads.Result(rows, repairs, List.of());
    }

    /** Starts the killed hosts again, which are empty, and reads until everything is rebuilt. */
    private RepairRow repair(Filled filled) throws IOException {
        progress.accept("read, 1 in flight, while " + scheme.parity() + " hosts are repaired");
        for (int host = 0; host < scheme.parity(); host++) {
            cluster.restart(host);
        }
        long fragmentsBefore = cluster.metadataCounter("farpage_repair_fragments_total");
        Histogram times = new Histogram(3);
        Meters.Reading before = meters.read();
        long looked = before.atNs();
        for (boolean whole = false; !whole; ) {
            long begin = System.nanoTime();
            filled.pages.run(false, 1);
            long end = System.nanoTime();
            times.recordValue(end - begin);
            if (end - looked > LOOK_NS) {
                looked = end;
                whole = filled.store.tolerates() == scheme.parity()
                        && cluster.client().status().repair().fragmentsLeft() == 0;
                if (end - before.atNs() > REPAIR_PATIENCE_NS) {
                    throw new IllegalStateException(
                            scheme.name() + " is not repaired within " + REPAIR_PATIENCE_NS / 1_000_000_000 + " s");
                }
            }
        }
        Meters.Reading after = meters.read();
        add(filled, "read", "repair", scheme.parity(), 1, times, before, after);
        long fragments = cluster.metadataCounter("farpage_repair_fragments_total") - fragmentsBefore;
        return new RepairRow(
                "timeToRepair",
                transport,
                scheme.name(),
                scheme.data(),
                scheme.parity(),
                (after.atNs() - before.atNs()) / 1e9,
                fragments,
                fragments * (scheme.data() + 1) * filled.store.spec().fragmentBytes(),
                filled.store.spec().lengthBytes());
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

    private void measure(Filled filled, String state, int down) {
        for (int inFlight : IN_FLIGHT) {
            for (boolean write : scheme.canWriteWithout(down) ? new boolean[] {false, true} : new boolean[] {false}) {
                String what = write ? "write" : "read";
                progress.accept(
                        "%s, %d in flight, %s%s".formatted(what, inFlight, state, down == 0 ? "" : ": " + down));
                repeat(filled.pages, write, inFlight, pointNs / 2);
                Meters.Reading before = meters.read();
                Histogram times = repeat(filled.pages, write, inFlight, pointNs);
                add(filled, what, state, down, inFlight, times, before, meters.read());
            }
        }
    }

    private void add(
            Filled filled,
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
                transport,
                scheme.name(),
                scheme.data(),
                scheme.parity(),
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
                filled.memory.slabsPerByte(),
                filled.memory.residentPerByte(),
                filled.memory.hostMiB()));
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
