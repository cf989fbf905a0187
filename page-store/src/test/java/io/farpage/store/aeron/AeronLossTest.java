package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.contract.TestClient;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages that are lost, repeated, delayed and reordered on both ways. */
class AeronLossTest {
    private static final int OPS = 150;
    private static final int SLOTS = 8;

    /** Sends again soon and often: one message in ten is lost each way. */
    private static final AeronConfig PATIENT = new AeronConfig(
            20_000_000_000L, 1_000_000, 2_000_000, 1000, 20_000_000_000L, 5_000_000_000L, 256, 4, 4096, 1024);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3, 4})
    void readsWhatWasLastWrittenAndDoesEachControlRequestOnce(long seed) {
        AtomicLong seeds = new AtomicLong(seed * 1000);
        try (AeronPair pair = new AeronPair(
                        TestAeron.media(),
                        PATIENT,
                        sink -> new MangledSink(sink, seeds.incrementAndGet()),
                        sink -> new MangledSink(sink, seeds.incrementAndGet()));
                Arena arena = Arena.ofShared()) {
            HostConnection connection = pair.connect();
            long other = TestOps.admit(connection, AeronPair.SPEC);
            long slab = TestOps.admit(connection, AeronPair.SPEC);
            assertThat(connection.stats())
                    .isEqualTo(new Reply.Done<>(
                            new HostStats(pair.host.ref(), 1L << 26, 2 * AeronPair.SPEC.lengthBytes(), 2)));
            TestClient client = new TestClient(connection, pair.threads, arena, AeronPair.SPEC);
            Random random = new Random(seed);
            long[] last = new long[SLOTS];
            for (int i = 1; i <= OPS; i++) {
                int slot = random.nextInt(SLOTS);
                if (random.nextBoolean()) {
                    assertThat(client.write(slab, slot, slot, AeronPair.version(i)))
                            .isEqualTo(Status.OK);
                    last[slot] = AeronPair.version(i);
                } else {
                    assertThat(client.read(slab, slot)).isEqualTo(Status.OK);
                    assertThat(last[slot] == 0 ? client.sawFree() : client.saw(slot, last[slot]))
                            .as("slot %d in step %d", slot, i)
                            .isTrue();
                }
            }
            MemorySegment headers = arena.allocate(200L * FragmentHeader.BYTES, 8);
            assertThat(connection.scan(slab, headers)).isEqualTo(new Reply.Done<>(200));
            for (int slot = 0; slot < SLOTS; slot++) {
                assertThat(FragmentHeader.version(headers, (long) slot * FragmentHeader.BYTES))
                        .isEqualTo(last[slot]);
            }
            connection.release(other);
            assertThat(pair.host.stats().orNull()).extracting(HostStats::slabs).isEqualTo(1);
            assertThat(pair.clientMedia.counters().get(AeronCounter.RESENDS)).isPositive();
            assertThat(pair.clientMedia.counters().get(AeronCounter.LATE_ANSWERS))
                    .isPositive();
        }
    }

    @Test
    void endsAsUnreachableWhenNoAnswerComesThrough() {
        AeronConfig config = AeronConfig.defaults().withTimeouts(5_000_000_000L, 1, 20_000_000, 200_000_000);
        AtomicBoolean deaf = new AtomicBoolean();
        try (AeronPair pair = new AeronPair(TestAeron.media(), config, s -> s, s -> new DeafSink(s, deaf));
                Arena arena = Arena.ofShared()) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, AeronPair.SPEC);
            deaf.set(true);
            TestClient client = new TestClient(connection, pair.threads, arena, AeronPair.SPEC);
            assertThat(client.write(slab, 0, 1, AeronPair.version(1))).isEqualTo(Status.UNREACHABLE);
            deaf.set(false);
            assertThat(client.read(slab, 0)).isEqualTo(Status.OK);
            assertThat(client.saw(1, AeronPair.version(1))).isTrue();
        }
    }
}
