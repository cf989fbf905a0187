package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import java.lang.foreign.Arena;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The fragments of a connection whose stream takes less than comes in. */
class FragmentCallsTest {
    private static final long OVERLOAD_NS = 1_000;

    private final Arena arena = Arena.ofShared();
    private final AeronCounters counters = new AeronCounters();
    private final FragmentCalls calls = new FragmentCalls(TestAeron.config().withBounds(64, OVERLOAD_NS, 1), counters);
    private final TestBuffers stream = new TestBuffers(2048);

    @AfterEach
    void close() {
        arena.close();
    }

    @Test
    void whatWaitsTooLongEndsAsOverloadedAlsoWhileOthersAreSent() {
        FragmentOp[] ops = new TestOps(arena, AeronPair.SPEC).writes(1, 10); // One a message.
        for (FragmentOp op : ops) {
            calls.add(op, 0);
        }
        for (int now = 0; now < OVERLOAD_NS; now += 250) {
            stream.room = stream.sent.size() + 1;
            assertThat(calls.flush(stream, 7, now)).isTrue();
            assertThat(ops).allMatch(FragmentOp::isPending);
        }

        assertThat(calls.flush(stream, 7, OVERLOAD_NS)).isTrue();

        assertThat(stream.sent).hasSize(4);
        assertThat(Arrays.stream(ops, 0, 4)).allMatch(FragmentOp::isPending);
        assertThat(Arrays.stream(ops, 4, 10).map(FragmentOp::status)).containsOnly(Status.OVERLOADED);
        assertThat(counters.get(AeronCounter.OVERLOADED)).isEqualTo(6);
    }

    @Test
    void whatCameInLaterWaitsOn() {
        FragmentOp[] ops = new TestOps(arena, AeronPair.SPEC).writes(1, 2);
        stream.room = 0;
        calls.add(ops[0], 0);
        calls.add(ops[1], OVERLOAD_NS / 2);

        calls.flush(stream, 7, OVERLOAD_NS);

        assertThat(ops[0].status()).isEqualTo(Status.OVERLOADED);
        assertThat(ops[1].isPending()).isTrue();
        stream.room = 1;
        calls.flush(stream, 7, OVERLOAD_NS);
        assertThat(stream.sent).hasSize(1);
    }
}
