package io.farpage.store.shm;

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
import io.farpage.api.Reply;
import io.farpage.api.Version;
import io.farpage.api.contract.TestClient;
import io.farpage.store.TestProcess;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** Processes that are killed and stopped in the middle of what they do. */
class ShmCrashTest extends ShmFixture {
    @Test
    void keepsEverySlotSoundWhenAWriterIsKilled() {
        ShmHosts.Host host = startHost(ShmConfig.in(directory));
        HostConnection connection = connect(host.info());
        long slab = done(connection.admit(SPEC));
        TestClient client = client(connection);
        for (int round = 0; round < 3; round++) {
            try (TestProcess writer = startWriter(host.info(), slab, round * 1_000_000_000L)) {
                assertThat(writer.hear()).isEqualTo("writing");
                writer.kill();
            }
            int unsound = 0;
            for (int slot = 0; slot < SPEC.slotCount(); slot++) {
                assertThat(client.read(slab, slot)).isEqualTo(Status.OK);
                boolean intact = FragmentHeader.isIntact(client.op().header(), 0);
                assertThat(!intact || client.saw(Version.counter(client.sawVersion()), client.sawVersion()))
                        .isTrue();
                unsound += intact ? 0 : 1;
            }
            assertThat(unsound).as("slots in the middle of a write").isLessThanOrEqualTo(1);
        }
        assertThat(threads.await(() -> host.server().stats().clients() == 1, TIMEOUT_NS))
                .isTrue();
        done(connection.fence(slab, 2, 1));
        assertThat(host.server().stats().slabMoves())
                .as("moves away from the dead")
                .isZero();
    }

    @Test
    void letsNothingOfAStoppedWriterLandAfterAFence() throws IOException {
        ShmHosts.Host host = startHost(new ShmConfig(directory, 8, Duration.ofMillis(5)));
        HostConnection connection = connect(host.info());
        long slab = done(connection.admit(SPEC));
        try (TestProcess writer = startWriter(host.info(), slab, 0)) {
            assertThat(writer.hear()).isEqualTo("writing");
            writer.stop();

            done(connection.fence(slab, 2, 1));

            MemorySegment afterFence = everything(connection, slab);
            writer.goOn();
            assertThat(writer.hear()).isEqualTo("FENCED");
            assertThat(everything(connection, slab).mismatch(afterFence)).isEqualTo(-1);
        }
    }

    @Test
    void goesOnWithoutAHostThatIsStopped() throws IOException {
        try (TestProcess process = TestProcess.start(HostMain.class, directory.toString())) {
            HostInfo host = hostOf(process, 1);
            HostConnection connection = connect(host, Duration.ofMillis(200));
            long slab = done(connect(host).admit(SPEC));
            TestClient client = client(connection);
            client.write(slab, 0, 1, version(1));

            process.stop();

            assertThat(client.write(slab, 1, 2, version(2))).isEqualTo(Status.OK);
            assertThat(client.read(slab, 0)).isEqualTo(Status.OK);
            assertThat(client.saw(1, version(1))).isTrue();
            assertThat(connection.stats())
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> assertThat(failed.failure()).isEqualTo(Reply.Failure.UNREACHABLE));
            FragmentOp joining = submitWriteIfNewer(connection, slab, 2);
            FragmentOp cancelled = submitWriteIfNewer(connection, slab, 3);
            FragmentOp toUnmapped = new FragmentOp(arena.allocate(FragmentHeader.BYTES));
            toUnmapped.read(slab + 1, 0, arena.allocate(SPEC.payloadBytes()), 0, SPEC.payloadBytes());
            connection.submit(new FragmentOp[] {toUnmapped}, 1);
            connection.cancel(cancelled);
            connection.cancel(toUnmapped);
            assertThat(cancelled.status()).isEqualTo(Status.CANCELLED);
            assertThat(toUnmapped.status()).isEqualTo(Status.CANCELLED);
            assertThat(joining.isPending()).isTrue();

            process.goOn();

            TestClient.await(connection, threads, joining);
            assertThat(joining.status()).isEqualTo(Status.OK);
            client.read(slab, 2);
            assertThat(client.saw(2, version(3))).isTrue();
            assertThat(threads.await(() -> connection.stats() instanceof Reply.Done, TIMEOUT_NS))
                    .isTrue();
        }
    }

    @Test
    void doesNotBlockOnAHostThatTakesNothingMore() throws IOException {
        try (TestProcess process = TestProcess.start(HostMain.class, directory.toString())) {
            HostInfo host = hostOf(process, 1);
            HostConnection connection = connect(host, Duration.ofMillis(1));
            long slab = done(connect(host).admit(SPEC));
            process.stop();
            FragmentOp[] ops = new FragmentOp[500];
            for (int i = 0; i < ops.length; i++) {
                ops[i] = submitWriteIfNewer(connection, slab, i % SPEC.slotCount());
                assertThat(connection.stats()).isInstanceOf(Reply.Failed.class);
            }
            process.kill();
            for (FragmentOp op : ops) {
                TestClient.await(connection, threads, op);
                assertThat(op.status()).isEqualTo(Status.UNREACHABLE);
            }
        }
    }

    @Test
    void removesWhatADeadHostLeftAndNothingElse() throws IOException {
        ShmHosts.Host living = startHost(ShmConfig.in(directory));
        HostInfo dead;
        try (TestProcess process = TestProcess.start(HostMain.class, directory.toString());
                TestProcess stopped = TestProcess.start(HostMain.class, directory.toString())) {
            HostInfo sleeping = hostOf(stopped, 3);
            dead = hostOf(process, 2);
            done(connect(dead).admit(SPEC));
            process.kill();
            stopped.stop();
            assertThat(Path.of(dead.address())).isDirectoryContaining("glob:**slab-1-0");

            startHost(ShmConfig.in(directory));

            assertThat(Path.of(dead.address())).doesNotExist();
            assertThat(Path.of(living.info().address())).exists();
            assertThat(Path.of(sleeping.address())).exists();
            stopped.goOn();
        }
    }

    private HostInfo hostOf(TestProcess process, int id) {
        process.tell(id + " 1 " + CAPACITY_BYTES);
        return new HostInfo(new HostRef(new HostId(id), 1), process.hear(), "", CAPACITY_BYTES, 0, HostState.ALIVE);
    }

    private FragmentOp submitWriteIfNewer(HostConnection connection, long slab, int slot) {
        FragmentOp op = new FragmentOp(arena.allocate(FragmentHeader.BYTES));
        MemorySegment payload = arena.allocate(SPEC.payloadBytes());
        TestClient.fill(op.header(), payload, 0, SPEC, slot, version(slot + 1), 1);
        op.write(Kind.WRITE_IF_NEWER, slab, slot, 1, 1, payload, 0, SPEC.payloadBytes());
        connection.submit(new FragmentOp[] {op}, 1);
        return op;
    }

    private static TestProcess startWriter(HostInfo host, long slab, long firstCounter) {
        return TestProcess.start(
                WriterMain.class,
                host.address(),
                String.valueOf(host.ref().host().value()),
                String.valueOf(host.ref().incarnation()),
                String.valueOf(slab),
                String.valueOf(firstCounter));
    }

    private MemorySegment everything(HostConnection connection, long slab) {
        TestClient reader = client(connection);
        long slotBytes = (long) FragmentHeader.BYTES + SPEC.payloadBytes();
        MemorySegment all = arena.allocate(SPEC.slotCount() * slotBytes);
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            assertThat(reader.read(slab, slot)).isEqualTo(Status.OK);
            MemorySegment.copy(reader.op().header(), 0, all, slot * slotBytes, FragmentHeader.BYTES);
            MemorySegment.copy(reader.payload(), 0, all, slot * slotBytes + FragmentHeader.BYTES, SPEC.payloadBytes());
        }
        return all;
    }
}
