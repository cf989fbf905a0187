package io.farpage.bench.soak;

import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Resident;
import io.farpage.bench.soak.SoakResult.Memory;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

/** Many threads on one region of 4+2 that is four times as large as its local memory, for a time; all they read is checked. */
final class Soak {
    private static final int HOSTS = 6;
    private static final int LOCAL_PART = 4;
    private static final int LOOKS = 10;
    private static final double MIB = 1 << 20;

    private final Plan plan;
    private final Consumer<String> progress;
    private final List<Memory> memory = new ArrayList<>();

    /** What to do. */
    record Plan(TransportKind transport, int threads, int mib, double seconds, long seed) {}

    Soak(Plan plan, Consumer<String> progress) {
        this.plan = plan;
        this.progress = progress;
    }

    SoakResult run() throws IOException, InterruptedException {
        long bytes = (long) plan.mib << 20;
        progress.accept("starting " + HOSTS + " hosts; seed " + plan.seed);
        try (BenchCluster cluster = BenchCluster.start(new ClusterPlan(HOSTS, plan.mib / 2 + 32, plan.transport));
                RemoteRegion region = cluster.client()
                        .memory()
                        .create("soak", bytes, RegionOptions.DEFAULT.withLocalBytes(bytes / LOCAL_PART))) {
            List<SoakThread> all = IntStream.range(0, plan.threads)
                    .mapToObj(i -> new SoakThread(region, i, plan.seed))
                    .toList();
            long start = System.nanoTime();
            List<Thread> threads = all.stream()
                    .map(each -> Thread.ofPlatform().name("soak").start(each))
                    .toList();
            for (int i = 1; i <= LOOKS; i++) {
                long dueNs = start + (long) (plan.seconds * 1e9 / LOOKS * i);
                Thread.sleep(Math.max(0, (dueNs - System.nanoTime()) / 1_000_000));
                look(cluster, all, (System.nanoTime() - start) / 1e9);
            }
            all.forEach(SoakThread::stop);
            for (Thread thread : threads) {
                thread.join();
            }
            double seconds = (System.nanoTime() - start) / 1e9;
            return checked(all, region, seconds);
        }
    }

    private void look(BenchCluster cluster, List<SoakThread> all, double second) {
        System.gc();
        double heap = ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed() / MIB;
        double resident = Resident.bytes(ProcessHandle.current().pid()) / MIB;
        double hosts = cluster.hosts().stream()
                        .mapToLong(host -> Resident.bytes(host.pid()))
                        .sum()
                / MIB;
        memory.add(new Memory(second, heap, resident, hosts));
        progress.accept("%.0f of %.0f s: %,d accesses; heap %.1f MiB, resident %.0f MiB, hosts %.0f MiB"
                .formatted(second, plan.seconds, accesses(all), heap, resident, hosts));
    }

    private static long accesses(List<SoakThread> all) {
        return all.stream().mapToLong(SoakThread::accesses).sum();
    }

    private SoakResult checked(List<SoakThread> all, RemoteRegion region, double seconds) {
        long accesses = accesses(all);
        long faults = region.stats().faults();
        progress.accept("looking at every word again");
        all.forEach(SoakThread::checkAll);
        long counted = all.stream().mapToLong(SoakThread::counted).sum();
        return new SoakResult(
                plan.threads,
                plan.seed,
                seconds,
                accesses,
                faults,
                all.stream().mapToLong(SoakThread::wrong).sum(),
                counted - SoakThread.countedTogether(region),
                List.copyOf(memory));
    }
}
