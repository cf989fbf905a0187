package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import java.lang.foreign.Arena;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A host over UDP to which more comes in at once than it lets wait. */
class AeronOverloadTest {
    private static final long TIMEOUT_NS = TimeUnit.SECONDS.toNanos(60);
    private static final int MOST_WAITING = 10;

    private final Arena arena = Arena.ofShared();
    private final TestOps ops = new TestOps(arena, AeronPair.SPEC);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void answersWhatIsTooMuchAtOnceAndControlRequestsAlways() {
        try (AeronPair pair = new AeronPair(TestAeron.config().withQueues(1000, MOST_WAITING))) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, AeronPair.SPEC);
            FragmentOp[] batch = ops.reads(slab, 200); // One message.

            connection.submit(batch, batch.length);

            assertThat(connection.fence(slab, AeronPair.SPEC.epoch(), AeronPair.SPEC.generation()))
                    .isInstanceOf(Reply.Done.class);
            assertThat(pair.threads.await(
                            () -> {
                                connection.poll();
                                return TestOps.noneIsPending(batch);
                            },
                            TIMEOUT_NS))
                    .isTrue();
            assertThat(Arrays.stream(batch).map(FragmentOp::status)).containsOnly(Status.OK, Status.OVERLOADED);
            long refused = Arrays.stream(batch)
                    .filter(op -> op.status() == Status.OVERLOADED)
                    .count();
            assertThat(refused).isPositive();
            assertThat(pair.hostMedia.counters().get(AeronCounter.REFUSED_OVERLOADED))
                    .isEqualTo(refused);
            assertThat(pair.errors).isEmpty();
        }
    }

    @Test
    void keepsServingAfterwardsForManyTimesWhatAStreamHolds() {
        try (AeronPair pair = new AeronPair(TestAeron.config().withQueues(1000, MOST_WAITING))) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, AeronPair.SPEC);
            FragmentOp[] many = ops.writes(slab, 100);
            connection.submit(many, many.length);
            assertThat(pair.threads.await(
                            () -> {
                                connection.poll();
                                return TestOps.noneIsPending(many);
                            },
                            TIMEOUT_NS))
                    .isTrue();

            for (int round = 0; round < 500; round++) {
                TestOps.runAll(pair.threads, connection, ops.writes(slab, MOST_WAITING / 2));
            }
        }
    }
}
