package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.fake.ManualClock;
import io.farpage.api.fake.TestThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ParallelTest {
    private final TestThreads threads = new TestThreads();

    @AfterEach
    void stopThreads() {
        threads.close();
    }

    @Test
    void piecesAreDoneAtTheSameTime() {
        CyclicBarrier together = new CyclicBarrier(4);
        List<Runnable> pieces = IntStream.range(0, 4)
                .<Runnable>mapToObj(i -> () -> meet(together))
                .toList();

        new Parallel(threads, 3).run("test", pieces);

        assertThat(together.getNumberWaiting()).isZero();
    }

    private static void meet(CyclicBarrier together) {
        try {
            together.await();
        } catch (Exception e) {
            throw new AssertionError(e);
        }
    }

    @Test
    void piecesOfPiecesTakeNoMoreThreadsThanAllowed() {
        Parallel parallel = new Parallel(threads, 2);
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        AtomicInteger done = new AtomicInteger();
        Runnable inner = () -> {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            done.incrementAndGet();
            running.decrementAndGet();
        };
        List<Runnable> outer = IntStream.range(0, 20)
                .<Runnable>mapToObj(i -> () -> parallel.run("inner", List.of(inner, inner, inner)))
                .toList();
        for (int round = 0; round < 20; round++) {
            parallel.run("outer", outer);
        }
        assertThat(done.get()).isEqualTo(20 * 20 * 3);
        assertThat(most.get()).isBetween(1, 3);
    }

    @Test
    void withoutThreadsTheCallerDoesAllInOrderAndStopsAtTheFirstFailure() {
        List<Integer> done = new ArrayList<>();
        IllegalStateException failure = new IllegalStateException("third");
        List<Runnable> pieces = IntStream.range(0, 5)
                .<Runnable>mapToObj(i -> () -> {
                    if (i == 2) {
                        throw failure;
                    }
                    done.add(i);
                })
                .toList();

        assertThatThrownBy(() -> new Parallel(new SteppedThreads(new ManualClock()), 7).run("test", pieces))
                .isSameAs(failure);

        assertThat(done).containsExactly(0, 1);
    }

    @Test
    void whatAHelperThrowsIsThrownOnceAllHaveEnded() {
        CyclicBarrier together = new CyclicBarrier(3);
        AtomicInteger ended = new AtomicInteger();
        List<Runnable> pieces = IntStream.range(0, 3)
                .<Runnable>mapToObj(i -> () -> {
                    meet(together);
                    ended.incrementAndGet();
                    throw new IllegalStateException("piece");
                })
                .toList();

        assertThatThrownBy(() -> new Parallel(threads, 2).run("test", pieces))
                .hasMessage("piece")
                .satisfies(e -> assertThat(e.getSuppressed()).hasSize(2));

        assertThat(ended.get()).isEqualTo(3);
    }
}
