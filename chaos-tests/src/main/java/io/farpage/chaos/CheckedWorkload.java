package io.farpage.chaos;

import io.farpage.api.PageLostException;
import io.farpage.pager.RemoteRegion;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Threads that read and write whole pages at random, each the only user of its own pages, and check every read against the
 * last write. Started once, stopped once.
 */
public final class CheckedWorkload implements AutoCloseable {
    private final RemoteRegion region;
    private final int pageBytes;
    private final int pageCount;
    private final int writers;
    private final long[] lastWrite;
    private final LongConsumer onOperation;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong operations = new AtomicLong();
    private final AtomicLong lostReads = new AtomicLong();
    private final ConcurrentLinkedQueue<String> violations = new ConcurrentLinkedQueue<>();
    private final List<Thread> threads = new ArrayList<>();

    /** A workload on the first {@code pageCount} pages of a region; {@code seed} decides what each thread does. */
    public CheckedWorkload(RemoteRegion region, int pageBytes, int pageCount, int writers, long seed) {
        this(region, pageBytes, pageCount, writers, seed, ns -> {});
    }

    /** The same; {@code onOperation} is told how many ns each operation took, by several threads. */
    public CheckedWorkload(
            RemoteRegion region, int pageBytes, int pageCount, int writers, long seed, LongConsumer onOperation) {
        this.onOperation = onOperation;
        this.region = region;
        this.pageBytes = pageBytes;
        this.pageCount = pageCount;
        this.writers = writers;
        this.lastWrite = new long[pageCount];
        for (int writer = 0; writer < writers; writer++) {
            int self = writer;
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed + writer);
            threads.add(Thread.ofPlatform().name("workload-" + writer).unstarted(() -> run(self, random)));
        }
    }

    /** Starts the threads. */
    public void start() {
        threads.forEach(Thread::start);
    }

    /** Operations that have ended. */
    public long operations() {
        return operations.get();
    }

    /** Reads that were answered by a {@link PageLostException}. */
    public long lostReads() {
        return lostReads.get();
    }

    /** What was not as promised, in words. */
    public List<String> violations() {
        return List.copyOf(violations);
    }

    private void run(int writer, RandomGenerator random) {
        ByteBuffer bytes = ByteBuffer.allocate(pageBytes);
        int pagesOfWriter = (pageCount - writer + writers - 1) / writers;
        try {
            while (!stop.get()) {
                int page = random.nextInt(pagesOfWriter) * writers + writer;
                long start = System.nanoTime();
                if (random.nextBoolean()) {
                    write(page, writer, bytes);
                } else {
                    check(page, writer, bytes);
                }
                onOperation.accept(System.nanoTime() - start);
                operations.incrementAndGet();
            }
        } catch (RuntimeException e) {
            violations.add("writer " + writer + " failed: " + e);
        }
    }

    private void write(int page, int writer, ByteBuffer bytes) {
        PageContent.fill(bytes.clear(), page, lastWrite[page] + 1, writer);
        region.write((long) page * pageBytes, bytes.clear());
        lastWrite[page]++;
    }

    private void check(int page, int writer, ByteBuffer bytes) {
        try {
            region.read((long) page * pageBytes, bytes.clear());
        } catch (PageLostException e) {
            lostReads.incrementAndGet();
            return;
        }
        int word = PageContent.firstMismatch(bytes.clear(), page, lastWrite[page], writer);
        if (word >= 0) {
            violations.add("page " + page + " is not as its write " + lastWrite[page] + " left it, from word " + word);
        }
    }

    /** Reads every page once more, after the threads have ended. */
    public void checkAll() {
        ByteBuffer bytes = ByteBuffer.allocate(pageBytes);
        for (int page = 0; page < pageCount; page++) {
            check(page, page % writers, bytes);
        }
    }

    @Override
    public void close() {
        stop();
    }

    /** Ends the threads and waits for them. */
    public void stop() {
        stop.set(true);
        for (Thread thread : threads) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException("interrupted while the workload ended", e);
            }
        }
    }
}
