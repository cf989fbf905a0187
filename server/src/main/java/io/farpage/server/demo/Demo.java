package io.farpage.server.demo;

import io.farpage.api.HostId;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cli.Progress;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import java.util.function.LongConsumer;

/** One run of the demo on a cluster that is up: put, work while hosts die, check, repair, kill again, check again. */
final class Demo {
    private static final String REGION = "demo";
    private static final int WORKERS = 4;
    private static final Duration REPAIR_PATIENCE = Duration.ofMinutes(10);

    private final DemoOptions options;
    private final DemoSizes sizes;
    private final DemoCluster cluster;
    private final InputCopy input;
    private final Consumer<String> say;
    private final FutureTask<Double> repaired = new FutureTask<>(this::awaitRepair);
    private int hostsKilled;

    /**
     * A demo that has not run.
     *
     * @param say takes a line for people about each step
     */
    Demo(DemoOptions options, DemoSizes sizes, DemoCluster cluster, InputCopy input, Consumer<String> say) {
        this.options = options;
        this.sizes = sizes;
        this.cluster = cluster;
        this.input = input;
        this.say = say;
    }

    /** Runs all of it. {@code startSeconds} is how long the cluster took to start, {@code startNs} when that began. */
    DemoReport run(double startSeconds, long startNs) throws InterruptedException {
        RegionOptions regionOptions =
                RegionOptions.DEFAULT.withRedundancy(options.redundancy()).withLocalBytes(sizes.localBytes());
        try (RemoteRegion region = cluster.memory().create(REGION, input.lengthBytes(), regionOptions)) {
            PageWork work = new PageWork(region, RegionSpec.DEFAULT_PAGE_BYTES);
            long pages = (input.lengthBytes() + RegionSpec.DEFAULT_PAGE_BYTES - 1) / RegionSpec.DEFAULT_PAGE_BYTES;
            double overhead = memoryOverhead();
            put(region);

            long workStart = System.nanoTime();
            transformWhileHostsDie(region, work, pages);
            double workSeconds = secondsSince(workStart);
            boolean matches = check(work, pages, "after the first kill");
            double repairSeconds = 0;
            if (options.repairPossible() && hostsKilled > 0) {
                repairSeconds = await(repaired);
                say.accept("repaired: full tolerance was back %.1f s after the kill".formatted(repairSeconds));
            } else if (hostsKilled > 0) {
                say.accept("not repaired to full tolerance: "
                        + (options.kill() > options.redundancy().parity()
                                ? "more hosts died at once than " + options.redundancy() + " survives"
                                : (options.hosts() - options.kill()) + " hosts are left and " + options.redundancy()
                                        + " needs " + options.redundancy().total()));
            }
            if (options.repairPossible() && hostsKilled > 0 && work.lostPages() == 0) {
                kill();
                matches &= check(work, pages, "after the second kill");
            }
            return new DemoReport(
                    options.input().toString(),
                    input.lengthBytes(),
                    options.redundancy().toString(),
                    options.hosts(),
                    pages,
                    region.stats().frames(),
                    hostsKilled,
                    work.wrongPages(),
                    work.lostPages(),
                    region.stats().store().degradedReads(),
                    cluster.fragmentsRepaired(),
                    matches,
                    overhead,
                    1.0 + options.redundancy().parity(),
                    startSeconds,
                    workSeconds,
                    repairSeconds,
                    secondsSince(startNs));
        }
    }

    private void put(RemoteRegion region) {
        long start = System.nanoTime();
        int chunkBytes = 1 << 20;
        try (Progress progress = new Progress("put", input.lengthBytes())) {
            for (long at = 0; at < input.lengthBytes(); at += chunkBytes) {
                byte[] chunk = input.read(at, chunkBytes);
                region.write(at, ByteBuffer.wrap(chunk));
                progress.step(chunk.length);
            }
        }
        region.flush();
        say.accept("put %,d bytes into a region of %s on %d hosts in %.1f s"
                .formatted(input.lengthBytes(), options.redundancy(), options.hosts(), secondsSince(start)));
    }

    private void transformWhileHostsDie(RemoteRegion region, PageWork work, long pages) throws InterruptedException {
        long[] expected = new long[256];
        AtomicLong done = new AtomicLong();
        long killAt = Math.max(1, pages / 2);
        onAllPages("work", pages, page -> {
            work.transform(page);
            if (done.incrementAndGet() == killAt) {
                killAndWatchRepair();
            }
        });
        if (pages == 0) {
            killAndWatchRepair();
        }
        region.flush();
        if (work.lostPages() == 0) {
            for (long page = 0; page < pages; page++) {
                for (byte b : expectedPage(page)) {
                    expected[b & 0xff]++;
                }
            }
            if (!Arrays.equals(expected, work.histogram())) {
                throw new IllegalStateException("the histogram of the region's bytes is not that of the file");
            }
        }
    }

    private void killAndWatchRepair() {
        kill();
        if (options.repairPossible()) {
            Thread.ofVirtual().start(repaired);
        }
    }

    /** Kills the hosts of the first fragments of the first slab group, all at once. */
    private void kill() {
        Set<HostId> victims = new LinkedHashSet<>();
        for (SlabGroup group : cluster.groups(REGION)) {
            group.members().forEach(member -> victims.add(member.host().host()));
        }
        victims.addAll(cluster.liveHosts());
        victims.retainAll(cluster.liveHosts());
        List<HostId> chosen = victims.stream().limit(options.kill()).toList();
        chosen.forEach(cluster::kill);
        hostsKilled += chosen.size();
        if (!chosen.isEmpty()) {
            say.accept("killed " + chosen + " at once");
        }
    }

    /** Waits until repair has ended; returns how many seconds that took. */
    private double awaitRepair() {
        long start = System.nanoTime();
        if (!cluster.awaitFullTolerance(REGION, REPAIR_PATIENCE)) {
            throw new IllegalStateException("repair has not ended after " + REPAIR_PATIENCE.toMinutes() + " minutes");
        }
        return secondsSince(start);
    }

    private boolean check(PageWork work, long pages, String when) throws InterruptedException {
        long lostBefore = work.lostPages();
        MessageDigest digest = InputCopy.sha256();
        try (Progress progress = new Progress("check", pages)) {
            for (long page = 0; page < pages; page++) {
                byte[] bytes = work.readBack(page, expectedPage(page));
                if (bytes != null) {
                    digest.update(bytes);
                }
                progress.step(1);
            }
        }
        boolean same = HexFormat.of().formatHex(digest.digest()).equals(input.sha256Hex());
        say.accept("checked %,d pages %s: %s"
                .formatted(
                        pages,
                        when,
                        same
                                ? "every byte as it should be"
                                : work.lostPages() + " pages lost, " + work.wrongPages() + " wrong"));
        return same && work.lostPages() == lostBefore;
    }

    private byte[] expectedPage(long page) {
        return input.read(page * RegionSpec.DEFAULT_PAGE_BYTES, RegionSpec.DEFAULT_PAGE_BYTES);
    }

    private static void onAllPages(String what, long pages, LongConsumer work) throws InterruptedException {
        AtomicLong next = new AtomicLong();
        try (Progress progress = new Progress(what, pages);
                ExecutorService workers = Executors.newFixedThreadPool(WORKERS)) {
            List<Future<?>> running = new ArrayList<>();
            for (int i = 0; i < WORKERS; i++) {
                running.add(workers.submit(() -> {
                    for (long page = next.getAndIncrement(); page < pages; page = next.getAndIncrement()) {
                        work.accept(page);
                        progress.step(1);
                    }
                }));
            }
            for (Future<?> each : running) {
                await(each);
            }
        }
    }

    private static <T> T await(Future<T> work) throws InterruptedException {
        try {
            return work.get();
        } catch (ExecutionException e) {
            if (e.getCause() instanceof RuntimeException cause) {
                throw cause;
            }
            throw new IllegalStateException("the work ended by " + e.getCause(), e);
        }
    }

    /** Host memory that the region's slabs take, for each byte of the region. */
    private double memoryOverhead() {
        return input.lengthBytes() == 0 ? 0 : (double) cluster.lentBytes(REGION) / input.lengthBytes();
    }

    private static double secondsSince(long startNs) {
        return (System.nanoTime() - startNs) / 1e9;
    }
}
