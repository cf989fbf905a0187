package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabSpec;
import io.farpage.api.contract.TestClient;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** One connection under what a contract for all transports cannot ask: batches, threads, bounds, and peers that go. */
class AeronConnectionTest {
    private static final long TIMEOUT_NS = Duration.ofSeconds(30).toNanos();
    private static final SlabSpec SPEC = AeronPair.SPEC;

    private final Arena arena = Arena.ofShared();
    private final TestOps ops = new TestOps(arena, SPEC);

    @AfterEach
    void freeMemory() {
        arena.close();
    }

    @Test
    void sendsABatchInAsFewMessagesAsItFits() {
        try (AeronPair pair = new AeronPair(TestAeron.config())) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, SPEC);
            long before = pair.clientMedia.counters().get(AeronCounter.MESSAGES_SENT);
            TestOps.runAll(pair.threads, connection, ops.writes(slab, 70));
            long after = pair.clientMedia.counters().get(AeronCounter.MESSAGES_SENT);
            assertThat(after - before).isEqualTo(10); // 7 fragments of 1 KiB fit 8 KiB.
            TestOps.runAll(pair.threads, connection, ops.reads(slab, 70));
            assertThat(pair.clientMedia.counters().get(AeronCounter.MESSAGES_SENT) - after)
                    .isEqualTo(1);
        }
    }

    @Test
    void doesBatchesThatAreLargerThanTheStream() {
        try (AeronPair pair = new AeronPair(TestAeron.config().withBounds(4096, 10_000_000_000L, 4))) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, new SlabSpec(SPEC.group(), 3, 5, 1000, 1024));
            TestOps.runAll(pair.threads, connection, ops.writes(slab, 1000));
            TestOps.runAll(pair.threads, connection, ops.reads(slab, 1000));
        }
    }

    @Test
    void carriesFragmentsThatAreLargerThanADatagram() {
        MediaConfig ethernet = TestAeron.media().withMtuBytes(1408, 1408);
        try (AeronPair pair =
                new AeronPair(ethernet, TestAeron.config(), UnaryOperator.identity(), UnaryOperator.identity())) {
            HostConnection connection = pair.connect();
            SlabSpec large = new SlabSpec(SPEC.group(), 3, 5, 200, 4096);
            long slab = TestOps.admit(connection, large);
            TestClient client = new TestClient(connection, pair.threads, arena, large);
            for (int slot = 0; slot < 200; slot++) {
                assertThat(client.write(slab, slot, slot, AeronPair.version(slot + 1)))
                        .isEqualTo(Status.OK);
            }
            for (int slot = 0; slot < 200; slot++) {
                assertThat(client.read(slab, slot)).isEqualTo(Status.OK);
                assertThat(client.saw(slot, AeronPair.version(slot + 1))).isTrue();
            }
        }
    }

    @Test
    void saysSoWhenFragmentsAreTooLargeForMessages() {
        try (AeronPair pair = new AeronPair(TestAeron.config())) {
            HostConnection connection = pair.connect();
            SlabSpec huge = new SlabSpec(SPEC.group(), 3, 5, 4, 8192);
            assertThat(connection.admit(huge)).isInstanceOfSatisfying(Reply.Failed.class, failed -> {
                assertThat(failed.failure()).isEqualTo(Failure.NO_ROOM);
                assertThat(failed.detail()).contains("8192").contains("term buffers");
            });
            long elsewhere = ((Reply.Done<Long>) pair.host.admit(huge)).value();
            TestClient client = new TestClient(connection, pair.threads, arena, huge);
            assertThat(client.write(elsewhere, 0, 1, AeronPair.version(1))).isEqualTo(Status.NO_SUCH_SLAB);
            assertThat(client.read(elsewhere, 0)).isEqualTo(Status.NO_SUCH_SLAB);
        }
    }

    @Test
    void bringsTheHeadersOfManySlotsInParts() {
        try (AeronPair pair = new AeronPair(TestAeron.config())) {
            HostConnection connection = pair.connect();
            SlabSpec wide = new SlabSpec(SPEC.group(), 3, 5, 40_001, 64);
            long slab = TestOps.admit(connection, wide);
            TestClient client = new TestClient(connection, pair.threads, arena, wide);
            int[] written = {0, 255, 256, 20_000, 40_000};
            for (int slot : written) {
                client.write(slab, slot, slot, AeronPair.version(slot + 1));
            }
            MemorySegment headers = arena.allocate(40_001L * FragmentHeader.BYTES, 8);
            assertThat(connection.scan(slab, headers)).isEqualTo(new Reply.Done<>(40_001));
            for (int slot = 0; slot <= 40_000; slot++) {
                long at = (long) slot * FragmentHeader.BYTES;
                if (Arrays.binarySearch(written, slot) >= 0) {
                    assertThat(FragmentHeader.page(headers, at)).isEqualTo(slot);
                } else {
                    assertThat(FragmentHeader.isFree(headers, at)).isTrue();
                }
            }
        }
    }

    @Test
    void isSharedByManyThreadsWithoutMixingThemUp() {
        try (AeronPair pair = new AeronPair(TestAeron.config())) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, SPEC);
            AtomicInteger ended = new AtomicInteger();
            for (int i = 0; i < 8; i++) {
                TestClient client = new TestClient(connection, pair.threads, arena, SPEC);
                int first = i * 25;
                pair.threads.start("user-" + i, stop -> {
                    for (int round = 1; round <= 200; round++) {
                        int slot = first + round % 25;
                        assertThat(client.write(slab, slot, slot, AeronPair.version(round)))
                                .isEqualTo(Status.OK);
                        assertThat(client.read(slab, slot)).isEqualTo(Status.OK);
                        assertThat(client.saw(slot, AeronPair.version(round))).isTrue();
                    }
                    ended.incrementAndGet();
                });
            }
            assertThat(pair.threads.await(() -> ended.get() == 8, TIMEOUT_NS)).isTrue();
            pair.threads.assertNoErrors();
        }
    }

    @Test
    void completesOpsThatNobodyPollsFor() {
        try (AeronPair pair = new AeronPair(TestAeron.config())) {
            HostConnection connection = pair.connect();
            FragmentOp[] batch = ops.writes(TestOps.admit(connection, SPEC), 10);
            connection.submit(batch, batch.length);
            assertThat(pair.threads.await(() -> TestOps.noneIsPending(batch), TIMEOUT_NS))
                    .isTrue();
            assertThat(batch).extracting(FragmentOp::status).containsOnly(Status.OK);
        }
    }

    @Test
    void endsAsOverloadedWhatFindsNoRoomAndSendsNoneOfIt() {
        AtomicBoolean full = new AtomicBoolean();
        AeronConfig config = TestAeron.config().withBounds(64, 20_000_000, 4);
        try (AeronPair pair =
                new AeronPair(TestAeron.media(), config, sink -> new FullSink(sink, full), UnaryOperator.identity())) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, SPEC);
            full.set(true);
            FragmentOp[] batch = ops.writes(slab, 100);
            connection.submit(batch, batch.length);
            assertThat(Arrays.stream(batch).filter(op -> op.status() == Status.OVERLOADED))
                    .hasSize(36);
            assertThat(pair.threads.await(() -> TestOps.noneIsPending(batch), TIMEOUT_NS))
                    .isTrue();
            assertThat(batch).extracting(FragmentOp::status).containsOnly(Status.OVERLOADED);
            full.set(false);
            assertThat(pair.clientMedia.counters().get(AeronCounter.OVERLOADED)).isEqualTo(100);
            TestClient client = new TestClient(connection, pair.threads, arena, SPEC);
            assertThat(client.read(slab, 0)).isEqualTo(Status.OK);
            assertThat(client.sawFree()).isTrue();
        }
    }

    @Test
    void holdsUpNobodyElseWhenAClientDoesNotListen() {
        AtomicBoolean full = new AtomicBoolean(true);
        AtomicInteger sinks = new AtomicInteger();
        try (AeronPair pair = new AeronPair(
                TestAeron.media(),
                TestAeron.config(),
                UnaryOperator.identity(),
                sink -> sinks.incrementAndGet() == 1 ? new FullSink(sink, full) : sink)) {
            HostConnection first = pair.connect();
            full.set(false);
            long slab = TestOps.admit(first, SPEC);
            full.set(true);
            FragmentOp[] stuck = ops.reads(slab, 100);
            first.submit(stuck, stuck.length);
            HostConnection second = pair.connect();
            TestOps.runAll(pair.threads, second, ops.writes(slab, 100));
            assertThat(stuck).allMatch(FragmentOp::isPending);
            full.set(false);
            assertThat(pair.threads.await(() -> TestOps.noneIsPending(stuck), TIMEOUT_NS))
                    .isTrue();
            assertThat(stuck).extracting(FragmentOp::status).containsOnly(Status.OK);
        }
    }

    @Test
    void leavesTheMemoryOfACancelledOpAlone() {
        AtomicBoolean deaf = new AtomicBoolean();
        try (AeronPair pair = new AeronPair(
                TestAeron.media(), TestAeron.config(), UnaryOperator.identity(), sink -> new FullSink(sink, deaf))) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, SPEC);
            TestOps.runAll(pair.threads, connection, ops.writes(slab, 2));
            deaf.set(true);
            FragmentOp[] batch = ops.reads(slab, 2);
            connection.submit(batch, 2);
            connection.cancel(batch[0]);
            assertThat(batch[0].status()).isEqualTo(Status.CANCELLED);
            batch[0].payload().fill((byte) 0x55);
            deaf.set(false);
            assertThat(pair.threads.await(() -> TestOps.noneIsPending(batch), TIMEOUT_NS))
                    .isTrue();
            assertThat(batch[1].status()).isEqualTo(Status.OK);
            MemorySegment untouched = arena.allocate(SPEC.payloadBytes());
            untouched.fill((byte) 0x55);
            assertThat(batch[0].payload().mismatch(untouched)).isEqualTo(-1);
            assertThat(pair.clientMedia.counters().get(AeronCounter.LATE_ANSWERS))
                    .isEqualTo(1);
        }
    }

    @Test
    void comesBackWhenTheHostIsServedAgain() {
        AeronConfig config =
                AeronConfig.defaults().withTimeouts(200_000_000, 1_000_000, 1_000_000_000, 10_000_000_000L);
        try (AeronPair pair = new AeronPair(config)) {
            HostConnection connection = pair.connect();
            long slab = TestOps.admit(connection, SPEC);
            TestClient client = new TestClient(connection, pair.threads, arena, SPEC);
            client.write(slab, 0, 1, AeronPair.version(1));
            pair.hostMedia.close();
            assertThat(client.read(slab, 0)).isEqualTo(Status.UNREACHABLE);
            try (AeronMedia media = new AeronMedia(TestAeron.media(), pair.threads, pair.errors::add);
                    AeronHostServer again = new AeronHostServer(media, pair.server.address(), config)) {
                again.serve(pair.host);
                assertThat(again.address()).isEqualTo(pair.server.address());
                assertThat(pair.threads.await(() -> client.read(slab, 0) == Status.OK, TIMEOUT_NS))
                        .isTrue();
                assertThat(client.saw(1, AeronPair.version(1))).isTrue();
                pair.clientMedia.close();
            }
        }
    }

    @Test
    void refusesMoreClientsThanConfigured() {
        AeronConfig one = TestAeron.config().withBounds(64, 100_000_000, 1);
        try (AeronPair pair = new AeronPair(one)) {
            HostConnection first = pair.connect();
            assertThat(first.stats()).isInstanceOf(Reply.Done.class);
            assertUnreachable(pair.connect().stats(), "as many clients as it takes");
            first.close();
            assertThat(pair.threads.await(() -> pair.connect().stats() instanceof Reply.Done, TIMEOUT_NS))
                    .isTrue();
        }
    }

    @Test
    void isUnreachableUnderAnAddressThatIsNone() {
        try (AeronPair pair = new AeronPair(TestAeron.config())) {
            HostInfo info = pair.info();
            for (String address : new String[] {"", "shm:/dev/shm/x", "aeron:127.0.0.1:99999"}) {
                HostConnection connection = pair.transport.connect(
                        new HostInfo(info.ref(), address, info.failureDomain(), info.capacityBytes(), 0, info.state()));
                assertUnreachable(connection.stats(), "'" + address + "' is no Aeron address");
            }
        }
    }

    private static void assertUnreachable(Reply<HostStats> reply, String why) {
        assertThat(reply).isInstanceOfSatisfying(Reply.Failed.class, failed -> {
            assertThat(failed.failure()).isEqualTo(Failure.UNREACHABLE);
            assertThat(failed.detail()).contains(why);
        });
    }
}
