package io.farpage.store.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.RegionId;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Version;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import io.farpage.store.TestProcess;
import io.farpage.store.control.Answer;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** What the contract cannot show: hosts that die by kill -9, or stop, and a writer that knows an old key. */
@EnabledIfEnvironmentVariable(named = RdmaHosts.VARIABLE, matches = ".+")
class RdmaCrashTest {
    private static final long TIMEOUT_NS = Duration.ofSeconds(60).toNanos();
    private static final long CAPACITY_BYTES = 16 << 20;
    private static final SlabSpec SPEC = new SlabSpec(new SlabGroupId(new RegionId(3), 0), 1, 1, 64, 1024);
    private static final RdmaConfig CONFIG = new RdmaConfig(8, Duration.ofSeconds(5), Duration.ofSeconds(20));

    private final TestThreads threads = new TestThreads();
    private final Arena arena = Arena.ofShared();
    private final TestProcess process = TestProcess.start(RdmaHostMain.class);

    @AfterEach
    void endAll() {
        process.close();
        threads.close();
        arena.close();
    }

    private HostConnection connect() {
        return connect(process, 1);
    }

    private HostConnection connect(TestProcess host, int id) {
        host.tell(id + " 1 " + CAPACITY_BYTES);
        HostInfo info = new HostInfo(
                new HostRef(new HostId(id), 1), host.hear(), "domain-" + id, CAPACITY_BYTES, 0, HostState.ALIVE);
        return new RdmaTransport(CONFIG, threads).connect(info);
    }

    private static long admit(HostConnection connection) {
        Reply<Long> reply = connection.admit(SPEC);
        assertThat(reply).isInstanceOf(Reply.Done.class);
        return ((Reply.Done<Long>) reply).value();
    }

    @Test
    void endsEveryOpWhenTheHostIsKilledWithManyInFlight() {
        try (HostConnection connection = connect()) {
            long slab = admit(connection);
            FragmentOp[] ops = manyReads(slab, 64);
            submit(connection, ops, ops.length);

            process.kill();

            for (FragmentOp op : ops) {
                TestClient.await(connection, threads, op);
                assertThat(op.status()).isIn(Status.OK, Status.UNREACHABLE);
            }
            assertThat(new TestClient(connection, threads, arena, SPEC).read(slab, 0))
                    .isEqualTo(Status.UNREACHABLE);
        }
    }

    @Test
    void readsOfOtherHostsGoOnWhileOneIsKilled() {
        try (TestProcess second = TestProcess.start(RdmaHostMain.class);
                HostConnection connection = connect();
                HostConnection toSecond = connect(second, 2)) {
            long slab = admit(connection);
            FragmentOp[] ops = manyReads(slab, 8);
            FragmentOp[] doomed = manyReads(admit(toSecond), 8);
            for (int round = 0; round < 2000; round++) {
                if (round == 200) {
                    second.kill();
                }
                if (round < 400) {
                    submit(toSecond, doomed, 1 + round % 8);
                }
                submit(connection, ops, 8);
                for (FragmentOp op : ops) {
                    TestClient.await(connection, threads, op);
                    assertThat(op.status()).isEqualTo(Status.OK);
                }
                if (round < 400) {
                    toSecond.poll();
                    for (FragmentOp op : doomed) {
                        toSecond.cancel(op);
                    }
                }
            }
        }
    }

    private static void submit(HostConnection to, FragmentOp[] ops, int count) {
        for (int i = 0; i < count; i++) {
            ops[i].read(ops[i].slab(), ops[i].slot(), ops[i].payload(), 0, SPEC.payloadBytes());
        }
        to.submit(ops, count);
    }

    /** Reads that have been cancelled before they were started. */
    private FragmentOp[] manyReads(long slab, int count) {
        FragmentOp[] ops = new FragmentOp[count];
        for (int i = 0; i < count; i++) {
            ops[i] = new FragmentOp(arena.allocate(FragmentHeader.BYTES, 8));
            ops[i].read(slab, i, arena.allocate(SPEC.payloadBytes(), 64), 0, SPEC.payloadBytes());
            ops[i].complete(Status.CANCELLED);
        }
        return ops;
    }

    @Test
    void readsAndWritesAHostThatIsStopped() throws IOException {
        try (HostConnection connection = connect()) {
            long slab = admit(connection);
            TestClient client = new TestClient(connection, threads, arena, SPEC);
            assertThat(client.write(slab, 0, 1, Version.of(1, 1))).isEqualTo(Status.OK);

            process.stop();

            assertThat(client.write(slab, 1, 2, Version.of(1, 2))).isEqualTo(Status.OK);
            assertThat(client.read(slab, 1)).isEqualTo(Status.OK);
            assertThat(client.saw(2, Version.of(1, 2))).isTrue();
            process.kill();
        }
    }

    @Test
    void theDeviceRefusesAWriterWhoKnowsTheKeyFromBeforeAFence() throws IOException {
        try (RdmaHosts hosts = new RdmaHosts(threads)) {
            RdmaHosts.Host host = hosts.start(2, 1, CAPACITY_BYTES);
            long slab = ((Reply.Done<Long>) host.memory().admit(SPEC)).value();
            RemoteSlab before = place(host, slab);
            VerbsLink zombie = connect(host);
            try {
                FragmentOp write = write(slab);
                assertThat(host.memory().fence(slab, 2, 1)).isInstanceOf(Reply.Done.class);
                assertThat(place(host, slab).key()).isNotEqualTo(before.key());
                DataPath path = Objects.requireNonNull(zombie.path());

                assertThat(path.post(write, before.key(), before.slotAt(0))).isTrue();

                assertThat(threads.await(
                                () -> {
                                    path.poll();
                                    return !path.isUsable();
                                },
                                TIMEOUT_NS))
                        .isTrue();
                assertThat(write.isPending()).isTrue();
                MemorySegment headers = arena.allocate((long) SPEC.slotCount() * FragmentHeader.BYTES, 64);
                assertThat(host.memory().scan(slab, headers)).isInstanceOf(Reply.Done.class);
                assertThat(FragmentHeader.isFree(headers, 0)).isTrue();
            } finally {
                zombie.release();
            }
        }
    }

    private VerbsLink connect(RdmaHosts.Host host) throws IOException {
        VerbsLink link = new VerbsLink(host.info().address(), CONFIG, threads, new VerbsLink.Listener() {
            @Override
            public void dataConnected() {}

            @Override
            public void dataBroken(List<FragmentOp> left) {
                left.forEach(op -> op.complete(Status.UNREACHABLE));
            }
        });
        link.connect();
        link.awaitReadable();
        return link;
    }

    private static RemoteSlab place(RdmaHosts.Host host, long slab) {
        long[] place = Objects.requireNonNull(((RdmaSpace) host.server().space()).place(slab));
        return RemoteSlab.of(new Answer.Done(place[0], place[1], place[2], place[3]));
    }

    private FragmentOp write(long slab) {
        FragmentOp op = new FragmentOp(arena.allocate(FragmentHeader.BYTES, 8));
        MemorySegment payload = arena.allocate(SPEC.payloadBytes(), 64);
        TestClient.fill(op.header(), payload, 0, SPEC, 1, Version.of(1, 1), 1);
        return op.write(Kind.WRITE, slab, 0, 1, 1, payload, 0, SPEC.payloadBytes());
    }
}
