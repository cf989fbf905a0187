package io.farpage.api;

import java.util.function.BooleanSupplier;

/**
 * How components start work beside the caller's and how they wait for each other. All waiting of the data path, the pager
 * and repair goes through {@link #await}, so that a simulator can run everything in one thread; no caller holds a lock
 * while it waits. Thread-safe.
 */
public interface Threads extends Clock {
    /**
     * Runs {@code body} in a thread of its own. What it throws goes to the implementation's error handler, which counts
     * and logs it.
     *
     * @param name for logs and debuggers
     * @return a handle to stop and join it
     */
    Task start(String name, TaskBody body);

    /**
     * Blocks until {@code condition} holds or {@code timeoutNs} have passed. The condition is evaluated by the calling
     * thread, often, and must be cheap and free of side effects other than polling a transport. Carries on through
     * interruption, restoring the flag. Friendly to virtual threads.
     *
     * @return whether the condition held
     */
    boolean await(BooleanSupplier condition, long timeoutNs);

    /** What a task does: it returns soon after {@link Stop#requested} turns true. */
    @FunctionalInterface
    interface TaskBody {
        void run(Stop stop);
    }

    /** Tells a task that it should end. */
    interface Stop {
        boolean requested();

        /** Blocks for {@code durationNs}, or until a stop is requested; returns whether one was. */
        boolean pause(long durationNs);
    }

    /** A started task. */
    interface Task extends AutoCloseable {
        /** Requests a stop and blocks until the body has returned. Safe to call twice. */
        @Override
        void close();
    }
}
