package io.farpage.bench.overheads;

import io.farpage.api.BackingStore;
import io.farpage.api.RegionSpec;
import io.farpage.bench.loss.Loss;
import io.farpage.bench.loss.LossRow;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Pages;
import io.farpage.bench.measure.Scheme;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * The same work on each scheme, on a cluster with as many hosts as it needs and not one to spare, so that what is killed stays missing.
 * Hosts are killed one after the other, up to as many as pages survive, and in the end started again and repaired.
 */
final class Overheads {
    private static final int NO_RENEWAL_MEANWHILE_MS = 3_600_000;

    private final TransportKind transport;
    private final long regionBytes;
    private final long pointNs;
    private final Consumer<String> progress;
    private final Loss loss;

    /**
     * Does what the plan says and, for the probability of loss, computes what {@code loss} does.
     *
     * @param pointMs how long each line is measured, after half as long to warm up
     */
    Overheads(TransportKind transport, long regionBytes, int pointMs, Loss loss, Consumer<String> progress) {
        this.transport = transport;
        this.regionBytes = regionBytes;
        this.pointNs = pointMs * 1_000_000L;
        this.loss = loss;
        this.progress = progress;
    }

    /** What came of it, of one scheme or of several. */
    record Result(List<OverheadsRow> rows, List<RepairRow> repairs, List<LossRow> losses) {
        static Result of(List<Result> schemes) {
            return new Result(
                    schemes.stream().flatMap(s -> s.rows.stream()).toList(),
                    schemes.stream().flatMap(s -> s.repairs.stream()).toList(),
                    schemes.stream().flatMap(s -> s.losses.stream()).toList());
        }
    }

    /** About how long {@link #run} takes. */
    double expectedSeconds(Scheme scheme) {
        int statesDown = Math.min(2, scheme.parity());
        double starting = 4 + 1.5 * scheme.redundancy().total() + regionBytes / 100e6;
        double lines = (2 + statesDown) * 2 * SchemeRun.IN_FLIGHT.size() * 1.5 + statesDown * SchemeRun.DECODING_POINTS;
        return starting + lines * pointNs / 1e9 + 5 * scheme.parity();
    }

    Result run(Scheme scheme) throws IOException {
        progress.accept(scheme.name() + ": starting " + scheme.redundancy().total() + " hosts");
        int lendMiB = (int) ((regionBytes / scheme.data()) >> 20) * 5 / 4 + 64;
        ClusterPlan plan =
                new ClusterPlan(scheme.redundancy().total(), lendMiB, transport).leaseMs(NO_RENEWAL_MEANWHILE_MS);
        Result measured;
        try (BenchCluster cluster = BenchCluster.start(plan)) {
            measured = measure(scheme, cluster);
        }
        progress.accept(scheme.name() + ": how likely it loses data");
        return new Result(measured.rows, measured.repairs, loss.rows(scheme));
    }

    private Result measure(Scheme scheme, BenchCluster cluster) throws IOException {
        MemoryCost.Empty empty = MemoryCost.Empty.of(cluster, transport == TransportKind.SHM);
        RegionSpec spec = RegionSpec.of("bench", regionBytes, scheme.redundancy());
        try (Arena arena = Arena.ofShared();
                BackingStore store = cluster.client().regions().create(spec)) {
            Pages pages = new Pages(store, arena, SchemeRun.IN_FLIGHT.getLast());
            progress.accept(scheme.name() + ": writing " + (regionBytes >> 20) + " MiB");
            pages.fill();
            MemoryCost memory = empty.with(regionBytes);
            String kind = transport.name().toLowerCase(Locale.ROOT);
            return new SchemeRun(scheme, kind, cluster, pointNs, progress).measure(store, pages, memory);
        }
    }
}
