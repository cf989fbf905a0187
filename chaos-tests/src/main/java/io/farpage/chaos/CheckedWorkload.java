package io.farpage.chaos;

import io.farpage.api.PageLostException;
import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.chaos.history.HistoryFile;
import io.farpage.chaos.history.Operation.Kind;
import io.farpage.chaos.history.Operation.Outcome;
import io.farpage.pager.RemoteRegion;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/**
 * Threads that read, write and flush whole pages at random, each the only user of its own pages, and keep a history of what they did,
 * for a {@link io.farpage.chaos.history.HistoryChecker}. Started once, stopped once.
 */
public final class CheckedWorkload implements AutoCloseable {
    private static final int FLUSH_ONCE_IN = 100;
    private static final int READ_TRIES = 20;

    private final RemoteRegion region;
    private final Plan plan;
    private final AtomicBoolean stop = new AtomicBoolean();
    private final AtomicLong operations = new AtomicLong();
    private final List<Worker> workers = new ArrayList<>();
    private final List<Thread> threads = new ArrayList<>();

    /**
     * What is to be done.
     *
     * @param pageCount pages from the region's beginning
     * @param writers threads
     * @param pauseNs how long each of them rests after an operation
     * @param seed decides what they do
     * @param histories where histories are kept
     * @param life how many processes or workloads have owned the region, and kept histories there, before
     */
    public record Plan(int pageCount, int writers, long pauseNs, long seed, Path histories, int life) {}

    /** A workload on a region that this process has begun to own at a time. */
    public CheckedWorkload(RemoteRegion region, Plan plan, long ownedNs) {
        this.region = region;
        this.plan = plan;
        for (int writer = 0; writer < plan.writers(); writer++) {
            Worker worker = new Worker(writer);
            worker.history.begin(Kind.OWN, 0, 0, ownedNs);
            worker.history.end(Outcome.OK, 0, ownedNs);
            workers.add(worker);
        }
    }

    /** Starts the threads, which write, or read, each page once before they begin. */
    public void start(boolean fill) {
        for (Worker worker : workers) {
            threads.add(Thread.ofPlatform().name("workload-" + worker.number).start(() -> worker.run(fill)));
        }
    }

    /** Operations that have ended, one way or the other. */
    public long operations() {
        return operations.get();
    }

    /** Whether threads have ended by themselves, because they do not own the region any more, or by a bug. */
    public boolean hasFailed() {
        return workers.stream().anyMatch(worker -> worker.failed);
    }

    /** Reads every page once, after the threads have ended. */
    public void readAll() {
        workers.forEach(Worker::readAll);
    }

    /** Ends the threads and waits for them; what they wrote is flushed. */
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

    @Override
    public void close() {
        stop();
        workers.forEach(worker -> worker.history.close());
    }

    private final class Worker {
        final int number;
        final HistoryFile history;
        private final RandomGenerator random;
        private final ByteBuffer bytes = ByteBuffer.allocate(region.spec().pageBytes());
        private long stamp = (long) (plan.life + 1) << 40;
        volatile boolean failed;

        Worker(int number) {
            this.number = number;
            history = HistoryFile.create(plan.histories, plan.life, number);
            random = RandomGeneratorFactory.of("L64X128MixRandom").create(plan.seed + number);
        }

        void run(boolean fill) {
            for (int page = number; page < plan.pageCount && goesOn(); page += plan.writers) {
                operate(fill ? Kind.WRITE : Kind.READ, page);
            }
            int own = (plan.pageCount - number + plan.writers - 1) / plan.writers;
            while (goesOn()) {
                int choice = random.nextInt(2 * FLUSH_ONCE_IN);
                Kind kind = choice < 2 ? Kind.FLUSH : choice % 2 == 0 ? Kind.WRITE : Kind.READ;
                operate(kind, random.nextInt(own) * plan.writers + number);
                LockSupport.parkNanos(plan.pauseNs);
            }
            if (!failed) {
                operate(Kind.FLUSH, 0);
            }
        }

        private boolean goesOn() {
            return !failed && !stop.get();
        }

        void readAll() {
            for (int page = number; page < plan.pageCount && !failed; page += plan.writers) {
                for (int tries = 0; !operate(Kind.READ, page) && tries < READ_TRIES && !failed; tries++) {
                    Thread.onSpinWait();
                }
            }
        }

        /** One operation, whose end is noted however it ends; false when it could not be done in time. */
        private boolean operate(Kind kind, long page) {
            long offset = page * bytes.capacity();
            long stampOfThis = kind == Kind.WRITE ? ++stamp : 0;
            history.begin(kind, page, stampOfThis, System.nanoTime());
            try {
                switch (kind) {
                    case WRITE -> {
                        PageContent.fill(bytes.clear(), page, stampOfThis, number);
                        region.write(offset, bytes.clear());
                    }
                    case READ -> {
                        region.read(offset, bytes.clear());
                        stampOfThis = PageContent.writeOf(bytes.clear(), page, number);
                    }
                    default -> region.flush();
                }
                history.end(Outcome.OK, stampOfThis, System.nanoTime());
            } catch (PageLostException e) {
                history.end(Outcome.LOST, stampOfThis, System.nanoTime());
            } catch (RegionFencedException e) {
                end(Outcome.FENCED, stampOfThis, e);
            } catch (RegionException e) {
                history.end(Outcome.FAILED, stampOfThis, System.nanoTime());
                System.err.println("thread " + number + " of life " + plan.life + " goes on: " + e);
                return false;
            } catch (RuntimeException e) {
                end(Outcome.BROKEN, stampOfThis, e);
            } finally {
                operations.incrementAndGet();
            }
            return true;
        }

        private void end(Outcome outcome, long stampOfThis, RuntimeException why) {
            history.end(outcome, stampOfThis, System.nanoTime());
            failed = true;
            System.err.println("thread " + number + " of life " + plan.life + " ends: " + why);
        }
    }
}
