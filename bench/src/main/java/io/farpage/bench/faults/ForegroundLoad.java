package io.farpage.bench.faults;

import io.farpage.api.RegionException;
import io.farpage.pager.RemoteRegion;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;
import org.HdrHistogram.Histogram;
import org.HdrHistogram.Recorder;

/**
 * Threads of a program that access random pages, three reads for each write: at a steady rate, and then an access has begun when it
 * was due, or as fast as they can.
 */
final class ForegroundLoad implements AutoCloseable {
    private static final int PAGE = 4096;
    private static final int READS_IN = 4;

    private final RemoteRegion region;
    private final Recorder recorder = new Recorder(3);
    private final LongAdder failed = new LongAdder();
    private final LongAdder wrong = new LongAdder();
    private final List<Thread> threads = new ArrayList<>();
    private volatile boolean stopped;

    /** @param perSecond accesses of all threads; 0 for as many as there can be */
    ForegroundLoad(RemoteRegion region, int threadCount, double perSecond) {
        this.region = region;
        for (int i = 0; i < threadCount; i++) {
            SplittableRandom random = new SplittableRandom(i);
            threads.add(Thread.ofPlatform()
                    .name("load-" + i)
                    .start(perSecond == 0 ? () -> press(random) : () -> pace(random, threadCount / perSecond)));
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
            for (long left = due - System.nanoTime(); left > 0; left = due - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            access(random, due);
            due += pauseNs;
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
