package io.farpage.bench.rdma;

import io.farpage.api.BackingStore;
import io.farpage.api.FragmentHeader;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Pages;
import io.farpage.bench.measure.TimedWork;
import io.farpage.bench.measure.Turns;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.Consumer;

/** Pages as 4+2 over RDMA on six hosts in processes of their own, beside perftest's reads and writes of the same fragments. */
final class RdmaBench {
    private static final Redundancy REDUNDANCY = Redundancy.coded(4, 2);
    private static final int LEND_MIB = 64;
    private static final long REGION_BYTES = 32L << 20;
    private static final long LOCAL_BYTES = 1L << 20;
    private static final int PAGE = 4096;
    /** Rare, so that emulated processors are left to what is measured. */
    private static final int HEARTBEAT_MS = 10_000;

    private static final int LEASE_MS = 3_600_000;
    /** For the start of hosts on emulated processors. */
    private static final Duration PATIENCE = Duration.ofMinutes(5);

    private final String address;
    private final int turns;
    private final int turnMs;
    private final Consumer<String> progress;
    private final List<RdmaRow> rows = new ArrayList<>();

    RdmaBench(String address, int turns, int turnMs, Consumer<String> progress) {
        this.address = address;
        this.turns = turns;
        this.turnMs = turnMs;
        this.progress = progress;
    }

    List<RdmaRow> run() throws IOException {
        progress.accept("starting " + REDUNDANCY.total() + " hosts");
        ClusterPlan plan = new ClusterPlan(REDUNDANCY.total(), LEND_MIB, TransportKind.RDMA)
                .heartbeatMs(HEARTBEAT_MS)
                .leaseMs(LEASE_MS)
                .patience(PATIENCE);
        RegionSpec spec = RegionSpec.of("pages", REGION_BYTES, REDUNDANCY);
        int fragmentBytes = spec.fragmentBytes() + FragmentHeader.BYTES;
        try (BenchCluster cluster = BenchCluster.start(plan);
                Arena arena = Arena.ofShared();
                BackingStore store = cluster.client().regions().create(spec)) {
            Pages pages = new Pages(store, arena, 1);
            progress.accept("writing " + (REGION_BYTES >> 20) + " MiB");
            pages.fill();
            row("readPage", () -> pages.run(false, 1), "read", REDUNDANCY.data(), fragmentBytes);
            row("writePage", () -> pages.run(true, 1), "write", REDUNDANCY.total(), fragmentBytes);
            try (RemoteRegion region = cluster.client()
                    .memory()
                    .create(
                            "faults",
                            REGION_BYTES,
                            RegionOptions.DEFAULT.withRedundancy(REDUNDANCY).withLocalBytes(LOCAL_BYTES))) {
                for (long at = 0; at < REGION_BYTES; at += PAGE) {
                    region.setLong(at, at);
                }
                region.flush();
                SplittableRandom random = new SplittableRandom(1);
                row("fault", () -> fault(region, random), "read", REDUNDANCY.data(), fragmentBytes);
            }
        }
        return rows;
    }

    /** One access in 32 finds its page in local memory. */
    private static void fault(RemoteRegion region, SplittableRandom random) {
        long at = random.nextLong(REGION_BYTES / PAGE) * PAGE;
        if (region.getLong(at) != at) {
            throw new IllegalStateException("wrong word at " + at);
        }
    }

    private void row(String what, Runnable operation, String requests, int fragments, int fragmentBytes) {
        Perftest together = Perftest.together(requests, address, fragments, fragmentBytes);
        Perftest one = Perftest.one(requests, address, fragments * fragmentBytes);
        progress.accept(what + " beside " + together + " and " + one);
        TimedWork work = new TimedWork(turnMs, 1, operation);
        List<Turns> results = Turns.take(turns, work, together, one);
        Turns ours = results.getFirst();
        double togetherNs = results.get(1).medianNs();
        double oneNs = results.get(2).medianNs();
        rows.add(new RdmaRow(
                what,
                ours.medianNs(),
                ours.spread(),
                together.toString(),
                togetherNs,
                ours.medianNs() / togetherNs,
                one.toString(),
                oneNs,
                ours.medianNs() / oneNs,
                work.bytesAllocated()));
    }
}
