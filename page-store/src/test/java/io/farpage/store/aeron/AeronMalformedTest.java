package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Done;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages with a right checksum and wrong contents, on both ways: nothing is touched that is not theirs, nobody goes down. */
class AeronMalformedTest {
    private static final int ROUNDS = 400;
    private static final int OPS = 12;
    private static final int GUARD_BYTES = 256;
    private static final byte GUARD = 0x5a;

    /** Asks again soon; gives up neither the connection nor a fragment early. */
    private static final AeronConfig CONFIG =
            new AeronConfig(1_000_000_000, 1_000_000, 2_000_000, 1000, 50_000_000, 5_000_000_000L, 256, 64, 4096, 1024);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void touchesOnlyTheMemoryOfItsOwnOps(long seed) {
        AtomicLong seeds = new AtomicLong(seed * 1000);
        try (AeronPair pair = new AeronPair(
                        TestAeron.media(),
                        CONFIG,
                        sink -> new GarbledSink(sink, seeds.incrementAndGet()),
                        sink -> new GarbledSink(sink, seeds.incrementAndGet()));
                Arena arena = Arena.ofShared()) {
            long slab = ((Done<Long>) pair.host.admit(AeronPair.SPEC)).value();
            int payloadBytes = AeronPair.SPEC.payloadBytes();
            FragmentOp[] ops = new TestOps(arena, AeronPair.SPEC).writes(slab, OPS);
            MemorySegment memory = arena.allocate(OPS * (payloadBytes + (long) GUARD_BYTES) + GUARD_BYTES, 64);
            memory.fill(GUARD);
            MemorySegment headers = arena.allocate(200L * FragmentHeader.BYTES, 8);
            HostConnection connection = pair.connect();
            Random random = new Random(seed);
            for (int round = 0; round < ROUNDS; round++) {
                connection.submit(ops, OPS);
                assertThat(pair.threads.await(
                                () -> {
                                    connection.poll();
                                    return TestOps.noneIsPending(ops);
                                },
                                30_000_000_000L))
                        .as("round %d", round)
                        .isTrue();
                for (int i = 0; i < OPS; i++) {
                    ops[i].read(slab, random.nextInt(200), memory, payloadAt(i, payloadBytes), payloadBytes);
                }
                if (round % 50 == 0) {
                    Reply<Integer> scanned = connection.scan(slab, headers);
                    assertThat(scanned).as("round %d", round).isNotNull();
                }
            }
            for (int i = 0; i <= OPS; i++) {
                long at = i * (payloadBytes + (long) GUARD_BYTES);
                for (int b = 0; b < GUARD_BYTES; b++) {
                    assertThat(memory.get(java.lang.foreign.ValueLayout.JAVA_BYTE, at + b))
                            .isEqualTo(GUARD);
                }
            }
            assertThat(pair.host.stats()).isInstanceOf(Reply.Done.class);
            assertThat(refused(pair.hostMedia)).isPositive();
            assertThat(refused(pair.clientMedia)).isPositive();
            assertThat(pair.errors).isEmpty();
        }
    }

    private static long payloadAt(int op, int payloadBytes) {
        return GUARD_BYTES + op * (payloadBytes + (long) GUARD_BYTES);
    }

    private static long refused(AeronMedia media) {
        return media.counters().get(AeronCounter.REFUSED_MALFORMED)
                + media.counters().get(AeronCounter.REFUSED_VERSION)
                + media.counters().get(AeronCounter.REFUSED_STALE);
    }
}
