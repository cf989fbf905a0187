package io.farpage.bench.faults;

import io.farpage.api.RegionException;
import io.farpage.pager.RemoteRegion;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * A program that accesses random pages, three reads for each write: some threads at a steady rate, and then an access has begun when it
 * was due, or as fast as they can; or a virtual thread for each access, started when it is due whether the others have ended or not.
 */
final class ForegroundLoad implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int READS_IN = 4;
    private static final int MOST_AT_ONCE = 4096;

    private final RemoteRegion region;
    private final Recorder recorder = new Recorder(3);
    private final LongAdder failed = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    private ForegroundLoad(RemoteRegion region) {
        this.region = region;
    }

    /** So many threads that make so many accesses a second together. */
    static ForegroundLoad paced(RemoteRegion region, int threadCount, double perSecond) {
        ForegroundLoad load = new ForegroundLoad(region);
        load.start(threadCount, random -> load.pace(random, threadCount / perSecond));
        return load;
    }

    /** So many threads that make as many accesses as they can. */
    static ForegroundLoad pressing(RemoteRegion region, int threadCount) {
        ForegroundLoad load = new ForegroundLoad(region);
        load.start(threadCount, load::press);
        return load;
    }

    /** So many accesses a second, unless {@value #MOST_AT_ONCE} have not ended. */
    static ForegroundLoad flooding(RemoteRegion region, double perSecond) {
        ForegroundLoad load = new ForegroundLoad(region);
        load.start(1, random -> load.flood(random, perSecond));
        return load;
    }

    private void start(int threadCount, Consumer<SplittableRandom> work) {
        for (int i = 0; i < threadCount; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.add(Thread.ofPlatform().name("load-" + i).start(() -> work.accept(random)));
        }
    }

    /** Writes every page's number at its start. */
    static void fill(RemoteRegion region) {
        for (long at = 0; at < region.length(); at += PAGE) {
            region.setLong(at, at / PAGE);
        }
        region.flush();
    }

    private void press(SplittableRandom random) {
        while (!stopped) {
            access(random, System.nanoTime());
        }
    }

    private void pace(SplittableRandom random, double pauseSeconds) {
        long pauseNs = (long) (pauseSeconds * 1e9);
        long due = System.nanoTime() + random.nextLong(pauseNs);
        while (!stopped) {
            awaitTime(due);
            access(random, due);
            due += pauseNs;
        }
    }

    private void flood(SplittableRandom random, double perSecond) {
        Semaphore mayBegin = new Semaphore(MOST_AT_ONCE);
        long start = System.nanoTime();
        try (ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            for (long begun = 0; !stopped; begun++) {
                long due = start + (long) (begun * 1e9 / perSecond);
                awaitTime(due);
                mayBegin.acquireUninterruptibly();
                SplittableRandom own = random.split();
                executor.execute(() -> {
                    access(own, due);
                    mayBegin.release();
                });
            }
        }
    }

    private static void awaitTime(long dueNs) {
        for (long left = dueNs - System.nanoTime(); left > 0; left = dueNs - System.nanoTime()) {
            LockSupport.parkNanos(left);
        }
    }

    private void access(SplittableRandom random, long begunNs) {
        long page = random.nextLong(region.length() / PAGE);
        try {
            if (random.nextInt(READS_IN) == 0) {
                region.setLong(page * PAGE + Long.BYTES, begunNs);
            } else if (region.getLong(page * PAGE) != page) {
                wrong.increment();
            }
        } catch (RegionException e) {
            failed.increment();
        }
        recorder.recordValue(System.nanoTime() - begunNs);
    }

    /** Everything since it was asked last. */
    Histogram latencies() {
        return recorder.getIntervalHistogram();
    }

    long failed() {
        return failed.sumThenReset();
    }

    long wrong() {
        return wrong.sumThenReset();
    }

    @Override
    public void close() {
        stopped = true;
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return;
            }
        }
    }
}
