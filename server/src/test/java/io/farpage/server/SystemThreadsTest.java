package io.farpage.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.Threads;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SystemThreadsTest {
    private static final long LONG_NS = 60_000_000_000L;

    private final SystemThreads threads = new SystemThreads();

    @Test
    void awaitEndsWhenTheConditionHolds() {
        AtomicInteger asked = new AtomicInteger();

        assertThat(threads.await(() -> asked.incrementAndGet() == 500, LONG_NS)).isTrue();
        assertThat(asked).hasValue(500);
    }

    @Test
    void awaitGivesUpAfterItsTime() {
        assertThat(threads.await(() -> false, 1)).isFalse();
    }

    @Test
    void awaitGoesOnThroughAnInterruptAndKeepsTheFlag() {
        AtomicInteger asked = new AtomicInteger();
        Thread.currentThread().interrupt();

        assertThat(threads.await(() -> asked.incrementAndGet() == 500, LONG_NS)).isTrue();
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void closingATaskStopsAndJoinsIt() {
        AtomicBoolean ended = new AtomicBoolean();
        Threads.Task task = threads.start("test", stop -> {
            stop.pause(LONG_NS);
            ended.set(true);
        });
        task.close();

        assertThat(ended).isTrue();
    }

    @Test
    void countsTasksThatEndByAnError() throws InterruptedException {
        CountDownLatch started = new CountDownLatch(1);
        Threads.Task task = threads.start("fails, and is meant to", stop -> {
            started.countDown();
            throw new IllegalStateException("meant to happen in this test");
        });
        started.await();
        task.close();

        assertThat(threads.failedTasks()).isEqualTo(1);
    }
}
