package io.farpage.pager;

import io.farpage.api.Threads;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Real threads and time for the tests of this module. */
final class RealThreads implements Threads {
    private final List<Throwable> errors = new CopyOnWriteArrayList<>();

    /** What tasks have thrown. */
    List<Throwable> errors() {
        return errors;
    }

    @Override
    public long nanoTime() {
        return System.nanoTime();
    }

    @Override
    public boolean await(BooleanSupplier condition, long timeoutNs) {
        long start = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - start >= timeoutNs) {
                return false;
            }
            LockSupport.parkNanos(20_000);
        }
        return true;
    }

    @Override
    public Task start(String name, TaskBody body) {
        CountDownLatch stop = new CountDownLatch(1);
        Stop view = new Stop() {
            @Override
            public boolean requested() {
                return stop.getCount() == 0;
            }

            @Override
            public boolean pause(long durationNs) {
                try {
                    return stop.await(durationNs, TimeUnit.NANOSECONDS);
                } catch (InterruptedException e) {
                    throw new IllegalStateException(e);
                }
            }
        };
        Thread thread = Thread.ofPlatform().daemon().name(name).start(() -> {
            try {
                body.run(view);
            } catch (RuntimeException | Error e) {
                errors.add(e);
            }
        });
        return () -> {
            stop.countDown();
            try {
                thread.join();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        };
    }
}
