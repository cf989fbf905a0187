package io.farpage.replication;

import io.farpage.api.Threads;
import io.farpage.api.fake.ManualClock;
import java.util.function.BooleanSupplier;

/**
 * Threads for tests that run in one thread: whoever waits in vain makes time pass at once. What a test wants to happen while
 * somebody waits it does in {@link #whileWaiting}. Tasks are never run; tests call what they would do.
 */
final class SteppedThreads implements Threads {
    private final ManualClock clock;
    private Runnable whileWaiting = () -> {};

    SteppedThreads(ManualClock clock) {
        this.clock = clock;
    }

    /** Called each time that somebody is about to wait for something that does not hold yet. */
    void whileWaiting(Runnable action) {
        whileWaiting = action;
    }

    @Override
    public long nanoTime() {
        return clock.nanoTime();
    }

    @Override
    public Task start(String name, TaskBody body) {
        return () -> {};
    }

    @Override
    public boolean await(BooleanSupplier condition, long timeoutNs) {
        if (condition.getAsBoolean()) {
            return true;
        }
        whileWaiting.run();
        if (!condition.getAsBoolean()) {
            clock.advance(timeoutNs);
        }
        return condition.getAsBoolean();
    }
}
