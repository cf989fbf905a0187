package io.farpage.bench.workloads;

import io.farpage.examples.PageRank;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.HdrHistogram.Histogram;

/** PageRank, each time in a region of its own that is deleted afterwards. */
final class PageRankProgram implements Program {
    private static final String GRAPH = "pageRank";
    private static final Result NOTHING = new Result(0, 0, 0, new Histogram(3), 0);

    private final WorkloadCluster cluster;
    private final long bytes;
    private final long localBytes;

    /** @param bytes of the region */
    PageRankProgram(WorkloadCluster cluster, long bytes, long localBytes) {
        this.cluster = cluster;
        this.bytes = bytes;
        this.localBytes = localBytes;
    }

    @Override
    public Result run(double secondsWithoutCrash) throws InterruptedException {
        RegionOptions options =
                RegionOptions.DEFAULT.withRedundancy(cluster.redundancy()).withLocalBytes(localBytes);
        Result result;
        try (RemoteRegion region = cluster.memory().create(GRAPH, bytes, options)) {
            result = run(region, secondsWithoutCrash);
            if (secondsWithoutCrash > 0) {
                cluster.recover(region);
            }
        }
        cluster.memory().delete(GRAPH);
        return result;
    }

    private Result run(RemoteRegion region, double secondsWithoutCrash) throws InterruptedException {
        CountDownLatch ended = new CountDownLatch(1);
        Thread killer = Thread.ofPlatform().name("half").start(() -> {
            try {
                if (secondsWithoutCrash > 0) {
                    ended.await((long) (secondsWithoutCrash * 500), TimeUnit.MILLISECONDS);
                    cluster.kill();
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        long start = System.nanoTime();
        new PageRank().run(region, localBytes); // Throws unless all ranks are 1 together.
        double seconds = (System.nanoTime() - start) / 1e9;
        ended.countDown();
        killer.join();
        return new Result(seconds, PageRank.edgesFollowed(bytes), region.stats().faults(), new Histogram(3), 0);
    }

    @Override
    public Result paced(double perSecond, boolean crash) {
        return NOTHING;
    }

    @Override
    public void close() {}
}
