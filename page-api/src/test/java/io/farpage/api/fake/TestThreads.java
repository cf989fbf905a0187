package io.farpage.api.fake;

import io.farpage.api.Threads;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/**
 * Real threads and real time. Remembers what tasks have thrown, so that a test can assert that there was nothing, and stops
 * what is still running when it is closed. Thread-safe.
 */
public final class TestThreads implements Threads, AutoCloseable {
    private static final int SPINS = 64;
    private static final long MAX_PARK_NS = 100_000;

    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final Set<RunningTask> tasks = ConcurrentHashMap.newKeySet();

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public Task start(String name, TaskBody body) {
        RunningTask task = new RunningTask(name, body);
        tasks.add(task);
        task.thread.start();
        return task;
    }

    @Override
    public boolean await(BooleanSupplier condition, long timeoutNs) {
        long start = System.nanoTime();
        boolean interrupted = false;
        boolean held = condition.getAsBoolean();
        for (int i = 0; !held && System.nanoTime() - start < timeoutNs; i++) {
            if (i < SPINS) {
                Thread.onSpinWait();
            } else {
                LockSupport.parkNanos(Math.min(MAX_PARK_NS, 1000L << Math.min(7, i - SPINS)));
                interrupted |= Thread.interrupted();
            }
            held = condition.getAsBoolean();
        }
        if (interrupted) {
            Thread.currentThread().interrupt();
        }
        return held;
    }

    /** What tasks have thrown so far, oldest first. */
    public List<Throwable> errors() {
        return List.copyOf(errors);
    }

    /** Fails when a task has thrown something, with all of it attached. */
    public void assertNoErrors() {
        if (!errors.isEmpty()) {
            AssertionError failure = new AssertionError(errors.size() + " errors in tasks");
            errors.forEach(failure::addSuppressed);
            throw failure;
        }
    }

    /** Stops all tasks that still run, joins them, and fails when any task has thrown something. */
    @Override
    public void close() {
        List.copyOf(tasks).forEach(RunningTask::close);
        assertNoErrors();
    }

    private final class RunningTask implements Task, Stop {
        private final CountDownLatch stop = new CountDownLatch(1);
        private final Thread thread;

        RunningTask(String name, TaskBody body) {
            thread = Thread.ofPlatform().name(name).daemon().unstarted(() -> runAndRemember(body));
        }

        private void runAndRemember(TaskBody body) {
            try {
                body.run(this);
            } catch (Throwable e) {
                errors.add(e);
            } finally {
                tasks.remove(this);
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
                return requested();
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
