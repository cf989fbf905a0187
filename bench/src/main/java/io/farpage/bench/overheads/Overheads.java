package io.farpage.bench.overheads;

import io.farpage.api.BackingStore;
import io.farpage.api.HostInfo;
import io.farpage.api.HostStats;
import io.farpage.api.RegionSpec;
import io.farpage.api.Reply;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Pages;
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
 * Hosts are killed one after the other, up to as many as pages survive.
 */
final class Overheads {
    private static final int[] IN_FLIGHT = {1, 16, 64};
    private static final int NO_RENEWAL_MEANWHILE_MS = 3_600_000;
    private static final long SETTLING_NS = 30_000_000_000L;
    private static final int CALM_RUNS = 200;

    private final TransportKind transport;
    private final long regionBytes;
    private final long pointNs;
    private final Consumer<String> progress;
    private final List<OverheadsRow> rows = new ArrayList<>();

    /** @param pointMs how long each line is measured, after half as long to warm up */
    Overheads(TransportKind transport, long regionBytes, int pointMs, Consumer<String> progress) {
        this.transport = transport;
        this.regionBytes = regionBytes;
        this.pointNs = pointMs * 1_000_000L;
        this.progress = progress;
    }

    List<OverheadsRow> run(List<Scheme> schemes) throws IOException {
        for (Scheme scheme : schemes) {
            progress.accept(scheme.name() + ": starting " + scheme.redundancy().total() + " hosts");
            int lendMiB = (int) ((regionBytes / scheme.data()) >> 20) * 5 / 4 + 64;
            ClusterPlan plan =
                    new ClusterPlan(scheme.redundancy().total(), lendMiB, transport).leaseMs(NO_RENEWAL_MEANWHILE_MS);
            try (BenchCluster cluster = BenchCluster.start(plan)) {
                measure(scheme, cluster);
            }
        }
        return List.copyOf(rows);
    }

    private void measure(Scheme scheme, BenchCluster cluster) {
        ClusterClient client = cluster.client();
        Meters meters = new Meters(cluster.hosts());
        long residentEmpty = meters.residentBytes();
        try (Arena arena = Arena.ofShared();
                BackingStore store =
                        client.regions().create(RegionSpec.of("bench", regionBytes, scheme.redundancy()))) {
            Pages pages = new Pages(store, arena, IN_FLIGHT[IN_FLIGHT.length - 1]);
            progress.accept(scheme.name() + ": writing " + (regionBytes >> 20) + " MiB");
            pages.fill();
            double memory = (double) slabBytes(client) / regionBytes;
            double resident = (double) (meters.residentBytes() - residentEmpty) / regionBytes;
            for (int down = 0; down <= scheme.parity(); down++) {
                if (down > 0) {
                    ClusterProcesses.kill(cluster.hosts().get(down - 1));
                    settle(pages);
                }
                if (down <= 1 || down == scheme.parity()) {
                    measure(scheme, down, pages, meters, memory, resident);
                }
            }
        }
    }

    private static long slabBytes(ClusterClient client) {
        return client.directory().hosts().stream()
                .map(HostInfo::ref)
                .mapToLong(host -> used(client.stats(host)))
                .sum();
    }

    private static long used(Reply<HostStats> reply) {
        return switch (reply) {
            case Reply.Done<HostStats> done -> done.value().usedBytes();
            case Reply.Failed<HostStats> failed -> throw new IllegalStateException(failed.toString());
        };
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

    private void measure(Scheme scheme, int down, Pages pages, Meters meters, double memory, double resident) {
        for (int inFlight : IN_FLIGHT) {
            for (boolean write : scheme.canWriteWithout(down) ? new boolean[] {false, true} : new boolean[] {false}) {
                String what = write ? "write" : "read";
                progress.accept("%s: %s, %d in flight, %d hosts down".formatted(scheme.name(), what, inFlight, down));
                repeat(pages, write, inFlight, pointNs / 2);
                Meters.Reading before = meters.read();
                Histogram times = repeat(pages, write, inFlight, pointNs);
                Meters.Reading after = meters.read();
                Histogram corrected = times.copyCorrectedForCoordinatedOmission(times.getValueAtPercentile(50));
                double count = (double) times.getTotalCount() * inFlight;
                double ns = (after.atNs() - before.atNs()) / count;
                rows.add(new OverheadsRow(
                        what,
                        transport.name().toLowerCase(Locale.ROOT),
                        scheme.name(),
                        scheme.data(),
                        scheme.parity(),
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
                        memory,
                        resident));
            }
        }
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
