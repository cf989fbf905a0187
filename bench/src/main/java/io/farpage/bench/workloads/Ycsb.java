package io.farpage.bench.workloads;

import io.farpage.pager.RemoteRegion;
import io.farpage.structures.RegionHeap;
import io.farpage.structures.RemoteHashMap;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.LongUnaryOperator;
import org.HdrHistogram.Histogram;

/**
 * YCSB's core workloads (Cooper et al., SoCC 2010, table 2) over a hash map in a region: values of 1,000 bytes, keys chosen by popularity,
 * some threads that ask one after the other. Every value that is read is looked at: it has to be of its key, and whole.
 */
final class Ycsb {
    /** Threads that ask. */
    static final int THREADS = 4;

    private static final int VALUE_BYTES = 1000;
    private static final int ENTRY_BYTES = 1400;

    private final RemoteHashMap map;
    private final int keys;
    private final Zipf popularity;

    /** A workload: which part of its operations replaces a value, after reading it or not; the others read. */
    enum Mix {
        A(0.5, false),
        B(0.05, false),
        C(0, false),
        F(0.5, true);

        private final double replaces;
        private final boolean readsFirst;

        Mix(double replaces, boolean readsFirst) {
            this.replaces = replaces;
            this.readsFirst = readsFirst;
        }
    }

    /** What a run measured. */
    record Run(double seconds, Histogram times, long wrong) {}

    private Ycsb(RemoteHashMap map, int keys) {
        this.map = map;
        this.keys = keys;
        popularity = new Zipf(keys);
    }

    /** Fills a new region. */
    static Ycsb load(RemoteRegion region) {
        RegionHeap heap = RegionHeap.create(region);
        Ycsb ycsb = new Ycsb(RemoteHashMap.create(heap), (int) (region.length() / ENTRY_BYTES));
        heap.setRoot(0, ycsb.map.block());
        for (int key = 0; key < ycsb.keys; key++) {
            ycsb.map.put(bytes(key), value(key, 0));
        }
        region.flush();
        return ycsb;
    }

    /** That of a region that was filled before. */
    static Ycsb open(RemoteRegion region) {
        RegionHeap heap = RegionHeap.open(region);
        RemoteHashMap map = RemoteHashMap.open(heap, heap.root(0));
        return new Ycsb(map, (int) map.size());
    }

    /**
     * So many operations.
     *
     * @param perSecond operations of all threads, and then latency counts from when one was due; 0 for as many as there can be
     * @param half done when half of them have begun
     */
    Run run(Mix mix, long operations, double perSecond, Runnable half) throws InterruptedException {
        AtomicLong begun = new AtomicLong();
        List<Worker> workers = new ArrayList<>();
        List<Thread> threads = new ArrayList<>();
        long start = System.nanoTime();
        for (int i = 0; i < THREADS; i++) {
            Worker worker = new Worker(
                    mix,
                    operations,
                    i,
                    begun,
                    begin -> perSecond == 0 ? 0 : start + (long) (begin * 1e9 / perSecond),
                    half);
            workers.add(worker);
            threads.add(Thread.ofPlatform().name("ycsb-" + i).start(worker));
        }
        for (Thread thread : threads) {
            thread.join();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        Histogram all = new Histogram(3);
        workers.forEach(worker -> all.add(worker.times));
        return new Run(seconds, all, workers.stream().mapToLong(w -> w.wrong).sum());
    }

    private final class Worker implements Runnable {
        private final Mix mix;
        private final long operations;
        private final AtomicLong begun;
        private final LongUnaryOperator due;
        private final Runnable half;
        private final SplittableRandom random;
        private final Histogram times = new Histogram(3);
        private long wrong;

        Worker(Mix mix, long operations, int number, AtomicLong begun, LongUnaryOperator due, Runnable half) {
            this.mix = mix;
            this.operations = operations;
            this.begun = begun;
            this.due = due;
            this.half = half;
            random = new SplittableRandom(number);
        }

        @Override
        public void run() {
            for (long i = begun.getAndIncrement(); i < operations; i = begun.getAndIncrement()) {
                if (i == operations / 2) {
                    half.run();
                }
                long start = begin(due.applyAsLong(i));
                operate((int) popularity.next(random));
                times.recordValue(System.nanoTime() - start);
            }
        }

        /** Waits until an operation is due, if it is not since long; returns from when on it counts. */
        private static long begin(long dueNs) {
            long now = System.nanoTime();
            if (dueNs == 0) {
                return now;
            }
            for (long left = dueNs - now; left > 0; left = dueNs - System.nanoTime()) {
                LockSupport.parkNanos(left);
            }
            return dueNs;
        }

        private void operate(int key) {
            boolean replaces = random.nextDouble() < mix.replaces;
            if (!replaces || mix.readsFirst) {
                byte[] found = map.get(bytes(key));
                if (found == null || !isWhole(found, key)) {
                    wrong++;
                }
            }
            if (replaces) {
                map.put(bytes(key), value(key, random.nextLong()));
            }
        }
    }

    private static byte[] bytes(int key) {
        return ("user" + key).getBytes(StandardCharsets.UTF_8);
    }

    /** Key, edition, and at the end what follows from both. */
    private static byte[] value(int key, long edition) {
        ByteBuffer value = ByteBuffer.allocate(VALUE_BYTES);
        value.putLong(0, key).putLong(Long.BYTES, edition).putLong(VALUE_BYTES - Long.BYTES, key ^ edition);
        return value.array();
    }

    private static boolean isWhole(byte[] found, int key) {
        ByteBuffer value = ByteBuffer.wrap(found);
        return found.length == VALUE_BYTES
                && value.getLong(0) == key
                && value.getLong(VALUE_BYTES - Long.BYTES) == (key ^ value.getLong(Long.BYTES));
    }
}
