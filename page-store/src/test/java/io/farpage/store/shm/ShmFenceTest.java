package io.farpage.store.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import io.farpage.api.contract.TestClient;
import io.farpage.store.SlabLayout;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Fences against a writer that stopped in the middle of a write: it has announced itself and does not go on. */
class ShmFenceTest extends ShmFixture {
    private static final int CELLS = 8;

    private ShmHosts.Host host;
    private HostConnection connection;
    private long slab;
    private SlabFile stopped;
    private int stoppedPhase;

    @BeforeEach
    void stopAWriterInTheMiddle() throws IOException {
        host = startHost(new ShmConfig(directory, CELLS, Duration.ofMillis(5)));
        connection = connect(host.info());
        slab = done(connection.admit(SPEC));
        TestClient client = client(connection);
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            assertThat(client.write(slab, slot, slot, version(1))).isEqualTo(Status.OK);
        }
        stopped = SlabFile.open(path(0), SlabLayout.of(SPEC), CELLS);
        stoppedPhase = stopped.enter(CELLS - 1);
    }

    @AfterEach
    void unmap() {
        stopped.close();
    }

    @Test
    void movesTheSlabAndKeepsTheWriterOut() {
        assertThat(done(connection.fence(slab, 2, 1))).isEqualTo(2);

        assertThat(host.server().stats().slabMoves()).isEqualTo(1);
        assertThat(path(0)).doesNotExist();
        writeLikeAStoppedWriterThatGoesOn(5);
        TestClient reader = client(connection);
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            assertThat(reader.read(slab, slot)).isEqualTo(Status.OK);
            assertThat(reader.saw(slot, version(1))).isTrue();
        }
        assertThat(stopped.state()).isEqualTo(SlabFile.MOVED);
    }

    @Test
    void letsWritersOfTheNewEpochGoOnWhereverTheyHadItMapped() {
        HostConnection newOwner = connect(host.info());
        TestClient writer = client(newOwner);
        assertThat(writer.read(slab, 0)).isEqualTo(Status.OK);

        done(connection.fence(slab, 2, 1));

        assertThat(writer.write(Kind.WRITE, slab, 0, 7, version(2), 2, 1)).isEqualTo(Status.OK);
        assertThat(writer.write(slab, 0, 8, version(3))).isEqualTo(Status.FENCED);
        assertThat(writer.op().refusingEpoch()).isEqualTo(2);
        TestClient reader = client(connection);
        reader.read(slab, 0);
        assertThat(reader.saw(7, version(2))).isTrue();
    }

    @Test
    void keepsWhatTheWriterStoredBeforeTheFence() {
        writeLikeAStoppedWriterThatGoesOn(5);
        done(connection.fence(slab, 2, 1));
        TestClient reader = client(connection);
        reader.read(slab, 5);
        assertThat(reader.saw(99, version(99))).isTrue();
    }

    @Test
    void scansWhereTheSlabIsNow() {
        MemorySegment headers = arena.allocate((long) SPEC.slotCount() * FragmentHeader.BYTES, 8);
        done(connection.scan(slab, headers));
        done(connection.fence(slab, 2, 1));
        writeLikeAStoppedWriterThatGoesOn(0);

        assertThat(done(connection.scan(slab, headers))).isEqualTo(SPEC.slotCount());

        assertThat(FragmentHeader.page(headers, 0)).isZero();
        assertThat(FragmentHeader.version(headers, 0)).isEqualTo(version(1));
    }

    @Test
    void losesNoAcknowledgedWriteHoweverOftenTheSlabMoves() throws IOException {
        SlabSpec large = new SlabSpec(SPEC.group(), 1, 1, 64, 64 << 10);
        long moving = done(connection.admit(large));
        AtomicLong written = new AtomicLong();
        List<Threads.Task> writers = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
            TestClient writer = new TestClient(connect(host.info()), threads, arena, large);
            int slot = i;
            writers.add(threads.start("writer-" + i, stop -> {
                for (long counter = 1; !stop.requested(); counter++) {
                    assertThat(writer.write(Kind.WRITE, moving, slot, slot, version(counter), 1000, 1000))
                            .isEqualTo(Status.OK);
                    assertThat(writer.read(moving, slot)).isEqualTo(Status.OK);
                    assertThat(writer.saw(slot, version(counter))).isTrue();
                    written.incrementAndGet();
                }
            }));
        }
        for (int move = 0; move < 60; move++) {
            long before = written.get();
            assertThat(threads.await(
                            () -> written.get() > before || !threads.errors().isEmpty(), TIMEOUT_NS))
                    .isTrue();
            SlabFile file = SlabFile.open(
                    ShmSpace.path(Path.of(host.info().address()), moving, move), SlabLayout.of(large), CELLS);
            file.enter(CELLS - 1);
            file.close();
            done(connection.fence(moving, 2 + move, 1));
            assertThat(host.server().stats().slabMoves()).isEqualTo(move + 1);
        }
        writers.forEach(Threads.Task::close);
        threads.assertNoErrors();
    }

    @Test
    void movesNothingWhenTheWriterFinishes() {
        stopped.leave(CELLS - 1, stoppedPhase);
        done(connection.fence(slab, 2, 1));
        assertThat(host.server().stats().slabMoves()).isZero();
        assertThat(path(0)).exists();
    }

    @Test
    void movesNothingTwiceForOneStoppedWriter() {
        done(connection.fence(slab, 2, 1));
        done(connection.fence(slab, 3, 1));
        done(connection.fence(slab, 3, 4));
        assertThat(host.server().stats().slabMoves()).isEqualTo(1);
        assertThat(done(connection.stats()).usedBytes()).isEqualTo(SPEC.lengthBytes());
    }

    @Test
    void failsWhenThereIsNoRoomToMoveAndSucceedsWhenThereIs() throws IOException {
        Files.createFile(path(1));
        for (int i = 0; i < 3; i++) {
            assertThat(connection.fence(slab, 2, 1)).isInstanceOfSatisfying(Reply.Failed.class, failed -> {
                assertThat(failed.failure()).isEqualTo(Reply.Failure.UNREACHABLE);
                assertThat(failed.detail()).contains("could not be fenced");
            });
        }
        TestClient client = client(connection);
        assertThat(client.write(slab, 0, 1, version(2))).isEqualTo(Status.FENCED);
        assertThat(client.read(slab, 0)).isEqualTo(Status.OK);

        Files.delete(path(1));

        assertThat(done(connection.fence(slab, 2, 1))).isEqualTo(2);
        writeLikeAStoppedWriterThatGoesOn(5);
        client.read(slab, 5);
        assertThat(client.saw(5, version(1))).isTrue();
    }

    @Test
    void releasesASlabUnderAStoppedWriter() {
        done(connection.release(slab));
        writeLikeAStoppedWriterThatGoesOn(5);
        assertThat(stopped.state()).isEqualTo(SlabFile.RELEASED);
        assertThat(client(connection).read(slab, 5)).isEqualTo(Status.NO_SUCH_SLAB);
    }

    private void writeLikeAStoppedWriterThatGoesOn(int slot) {
        FragmentOp op = new FragmentOp(arena.allocate(FragmentHeader.BYTES));
        MemorySegment payload = arena.allocate(SPEC.payloadBytes());
        TestClient.fill(op.header(), payload, 0, SPEC, 99, version(99), 1);
        op.write(Kind.WRITE, slab, slot, 1, 1, payload, 0, SPEC.payloadBytes());
        stopped.slots().store(op);
    }

    private Path path(int move) {
        return ShmSpace.path(Path.of(host.info().address()), slab, move);
    }
}
