package io.farpage.api.fake;

import io.farpage.api.Clock;
import java.util.concurrent.atomic.AtomicLong;

/** Time that stands still until a test moves it. Thread-safe. */
public final class ManualClock implements Clock {
    private final AtomicLong nowNs = new AtomicLong();

    @Override
    public long nanoTime() {
        return nowNs.get();
    }

    /** Moves time on by {@code durationNs}, which is not negative. */
    public void advance(long durationNs) {
        if (durationNs < 0) {
            throw new IllegalArgumentException("time does not go back by " + -durationNs + " ns");
        }
        nowNs.addAndGet(durationNs);
    }
}
