package io.farpage.bench.figure6;

import io.farpage.api.Redundancy;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.TimedWork;
import io.farpage.bench.measure.Turns;
import io.farpage.bench.pager.PlainMemory;
import io.farpage.bench.pager.RandomAccesses;
import io.farpage.bench.pager.RegionMemory;
import io.farpage.bench.pager.ZramSwap;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteMemory;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.EmbeddedCluster;
import io.farpage.server.EmbeddedConfig;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Random reads and writes of plain memory, of regions on hosts in this process and in others, and of memory that the kernel swaps. */
final class Figure6 {
    private static final String REGION = "figure6";
    private static final Redundancy REDUNDANCY = Redundancy.coded(4, 2);
    private static final int[] LOCAL_PERCENT = {100, 75, 50, 25};
    private static final long[] OPERATION_NS = {0, 4000};
    private static final int PAGE = 4096;
    /** What the pager takes of local memory for other things than pages, with room to spare. */
    private static final long BUFFERS_BYTES = 2 << 20;

    private final long bytes;
    private final int turns;
    private final int turnMs;
    private final Consumer<String> progress;
    private final List<Throughput> throughput = new ArrayList<>();

    /** What came of it. */
    record Result(List<Throughput> throughput, List<FaultPart> faultParts) {}

    /** @param bytes of data; a power of two of pages */
    Figure6(long bytes, int turns, int turnMs, Consumer<String> progress) {
        this.bytes = bytes;
        this.turns = turns;
        this.turnMs = turnMs;
        this.progress = progress;
    }

    Result run() throws IOException {
        long hostBytes = bytes / 2; // 4+2 on six hosts takes a quarter on each.
        progress.accept("starting six hosts, and six in this process");
        ClusterPlan plan = new ClusterPlan(REDUNDANCY.total(), (int) (hostBytes >> 20), TransportKind.SHM);
        List<FaultPart> parts;
        try (TemporaryDirectory directory = TemporaryDirectory.create("farpage-bench-");
                EmbeddedCluster embedded = EmbeddedCluster.start(EmbeddedConfig.builder(directory.path())
                        .hosts(REDUNDANCY.total())
                        .hostBytes(hostBytes)
                        .build());
                BenchCluster cluster = BenchCluster.start(plan);
                PlainMemory plain = new PlainMemory(bytes)) {
            fill(embedded.memory());
            fill(cluster.client().memory());
            for (int percent : LOCAL_PERCENT) {
                measure(percent, plain, embedded.memory(), cluster.client().memory());
            }
            progress.accept("the parts of a fault");
            parts = new FaultParts(turns, turnMs).measure(cluster, REGION, localBytes(25), REDUNDANCY);
        }
        for (int percent : LOCAL_PERCENT) {
            for (long operationNs : OPERATION_NS) {
                swap(percent, operationNs);
            }
        }
        return new Result(List.copyOf(throughput), parts);
    }

    private void fill(RemoteMemory memory) {
        RegionOptions options = RegionOptions.DEFAULT.withRedundancy(REDUNDANCY).withLocalBytes(localBytes(25));
        try (RemoteRegion region = memory.create(REGION, bytes, options)) {
            RegionMemory.fill(region);
        }
    }

    private long localBytes(int percent) {
        return bytes / 100 * percent + BUFFERS_BYTES;
    }

    private void measure(int percent, PlainMemory plain, RemoteMemory inProcess, RemoteMemory shm) {
        try (RemoteRegion near = inProcess.attach(REGION, localBytes(percent));
                RemoteRegion far = shm.attach(REGION, localBytes(percent))) {
            touch(near);
            touch(far);
            for (long operationNs : OPERATION_NS) {
                progress.accept("%d %% local, %,d ns of work after each access".formatted(percent, operationNs));
                List<Turns> results = Turns.take(
                        turns,
                        accesses(plain, operationNs),
                        accesses(new RegionMemory(near), operationNs),
                        accesses(new RegionMemory(far), operationNs));
                throughput.add(Throughput.of("plain", percent, operationNs, results.get(0)));
                throughput.add(Throughput.of("inProcess", percent, operationNs, results.get(1)));
                throughput.add(Throughput.of("shm", percent, operationNs, results.get(2)));
            }
        }
    }

    /** Reads all pages once, so that local memory is full. */
    private static void touch(RemoteRegion region) {
        for (long at = 0; at < region.length(); at += PAGE) {
            region.getLong(at);
        }
    }

    private TimedWork accesses(RandomAccesses.Memory memory, long operationNs) {
        return new TimedWork(
                turnMs,
                RandomAccesses.AT_ONCE,
                new RandomAccesses(memory, bytes, RandomAccesses.AT_ONCE, true, operationNs));
    }

    private void swap(int percent, long operationNs) {
        progress.accept("the kernel's swap to zram, %d %% local, %,d ns of work".formatted(percent, operationNs));
        // All of it is in memory together with what the process takes besides.
        long localBytes = percent == 100 ? 2 * bytes : localBytes(percent);
        ZramSwap.measure(new ZramSwap.Accesses(bytes, localBytes, true, operationNs), turns, turnMs, progress)
                .ifPresent(result -> throughput.add(Throughput.of("zram", percent, operationNs, result)));
    }
}
