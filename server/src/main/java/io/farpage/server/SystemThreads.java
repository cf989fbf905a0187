package io.farpage.server;

import io.farpage.api.Threads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Real threads and real time. Waiting spins for a moment, then yields, then parks for an eighth of the time that it has
 * taken, up to a millisecond: spinning alone collapses where cores are few. Tasks are daemon platform threads; what they throw is logged and counted.
 */
public final class SystemThreads implements Threads {
    private static final Logger LOG = LoggerFactory.getLogger(SystemThreads.class);
    private static final long SPIN_NS = 3_000;
    private static final int YIELDS = 20;
    private static final long MIN_PARK_NS = 1_000;
    private static final long MAX_PARK_NS = 1_000_000;
    private static final int PARK_PART = 8;

    private final AtomicLong failedTasks = new AtomicLong();

    /** Tasks that ended because they threw something. */
    public long failedTasks() {
        return failedTasks.get();
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Task start(String name, TaskBody body) {
        RunningTask task = new RunningTask(name, body);
        task.thread.start();
        return task;
    }

    // Correctness does not rely on the yield: it hands the core to the thread that is waited for before parking does.
    @SuppressWarnings("ThreadPriorityCheck")
    @Override
    public boolean await(BooleanSupplier condition, long timeoutNs) {
        long start = System.nanoTime();
        boolean interrupted = false;
        int yields = 0;
        boolean held = condition.getAsBoolean();
        for (long waitedNs = 0; !held && waitedNs < timeoutNs; waitedNs = System.nanoTime() - start) {
            // A condition that polls a network takes as long as many that look at memory: time counts, not tries.
            if (waitedNs < SPIN_NS) {
                Thread.onSpinWait();
            } else if (yields < YIELDS) {
                yields++;
                Thread.yield();
            } else {
                long parkNs = Math.clamp(waitedNs / PARK_PART, MIN_PARK_NS, MAX_PARK_NS);
                LockSupport.parkNanos(Math.min(parkNs, timeoutNs - waitedNs));
                interrupted |= Thread.interrupted();
            }
            held = condition.getAsBoolean();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return held;
    }

    private final class RunningTask implements Task, Stop {
        private final CountDownLatch stop = new CountDownLatch(1);
        private final Thread thread;

        RunningTask(String name, TaskBody body) {
            thread = Thread.ofPlatform().daemon().name(name).unstarted(() -> run(name, body));
        }

        private void run(String name, TaskBody body) {
            try {
                body.run(this);
            } catch (RuntimeException | Error e) {
                failedTasks.incrementAndGet();
                LOG.error("task '{}' ended by an error", name, e);
            }
        }

        @Override
        public boolean requested() {
            return stop.getCount() == 0;
        }

        @Override
        public boolean pause(long durationNs) {
            try {
                return stop.await(durationNs, TimeUnit.NANOSECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return true;
            }
        }

        @Override
        public void close() {
            stop.countDown();
            boolean interrupted = false;
            while (thread.isAlive() && thread != Thread.currentThread()) {
                try {
                    thread.join();
                } catch (InterruptedException e) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
