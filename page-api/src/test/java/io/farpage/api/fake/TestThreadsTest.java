package io.farpage.api.fake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class TestThreadsTest {
    private static final long LONG_NS = 30_000_000_000L;

    @Test
    void stopsAndJoinsWhatStillRuns() {
        AtomicBoolean ended = new AtomicBoolean();
        try (TestThreads threads = new TestThreads()) {
            threads.start("task", stop -> ended.set(stop.pause(LONG_NS)));
        }
        assertThat(ended).isTrue();
    }

    @Test
    void remembersWhatTasksThrow() {
        TestThreads threads = new TestThreads();
        threads.start("task", stop -> {
            throw new IllegalStateException("broken");
        });
        assertThat(threads.await(() -> !threads.errors().isEmpty(), LONG_NS)).isTrue();
        assertThatThrownBy(threads::close)
                .isInstanceOf(AssertionError.class)
                .satisfies(e -> assertThat(e.getSuppressed()[0]).hasMessage("broken"));
    }

    @Test
    void awaitsInSpiteOfInterruptionAndKeepsTheFlag() {
        try (TestThreads threads = new TestThreads()) {
            AtomicInteger asked = new AtomicInteger();
            Thread.currentThread().interrupt();
            assertThat(threads.await(() -> asked.incrementAndGet() > 200, LONG_NS))
                    .isTrue();
            assertThat(Thread.interrupted()).isTrue();
            assertThat(threads.await(() -> false, 1000)).isFalse();
        }
    }

    @Test
    void movesAManualClockOnlyByHand() {
        ManualClock clock = new ManualClock();
        clock.advance(5);
        assertThat(clock.nanoTime()).isEqualTo(5);
        assertThatThrownBy(() -> clock.advance(-1)).isInstanceOf(IllegalArgumentException.class);
    }
}
