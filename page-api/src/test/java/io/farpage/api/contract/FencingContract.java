package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply.Failure;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Epochs and generations: what is old stays out, whoever writes meanwhile. */
abstract class FencingContract extends ControlPathContract {
    private static final int WRITERS = 3;
    private static final int ENOUGH_WRITES = 300;

    @Test
    void acceptsWhatTheSlabWasAdmittedWithAndNothingOlder() {
        for (Kind kind : new Kind[] {Kind.WRITE, Kind.WRITE_IF_NEWER}) {
            long slab = admit();
            TestClient client = client();
            assertThat(client.write(kind, slab, 0, 1, version(1), 2, 5)).isEqualTo(Status.FENCED);
            assertThat(client.op().refusingEpoch()).isEqualTo(3);
            assertThat(client.op().refusingGeneration()).isEqualTo(5);
            assertThat(client.write(kind, slab, 0, 1, version(1), 3, 4)).isEqualTo(Status.FENCED);
            assertThat(client.write(kind, slab, 0, 1, version(1), 99, 4)).isEqualTo(Status.FENCED);
            assertThat(client.write(kind, slab, 1, 1, version(1), 3, 5)).isEqualTo(Status.OK);
            assertThat(client.write(kind, slab, 1, 1, version(2), 4, 5)).isEqualTo(Status.OK);
            assertThat(client.write(kind, slab, 1, 1, version(3), 3, 6)).isEqualTo(Status.OK);
            client.read(slab, 0);
            assertThat(client.sawFree()).isTrue();
        }
    }

    @Test
    void refusesOlderEpochsAndGenerationsOnceFenced() {
        long slab = admit();
        HostConnection writer = connect(host);
        TestClient client = client(writer);
        client.write(slab, 0, 1, version(1));

        assertThat(done(connection.fence(slab, 4, 7))).isEqualTo(4);

        for (Kind kind : new Kind[] {Kind.WRITE, Kind.WRITE_IF_NEWER}) {
            assertThat(client.write(kind, slab, 0, 2, version(2), 3, 7)).isEqualTo(Status.FENCED);
            assertThat(client.write(kind, slab, 0, 2, version(2), 4, 6)).isEqualTo(Status.FENCED);
            assertThat(client.op().refusingEpoch()).isEqualTo(4);
            assertThat(client.op().refusingGeneration()).isEqualTo(7);
        }
        assertThat(client.read(slab, 0)).isEqualTo(Status.OK);
        assertThat(client.saw(1, version(1))).isTrue();
        assertThat(client.write(Kind.WRITE, slab, 0, 2, version(2), 4, 7)).isEqualTo(Status.OK);
        client.read(slab, 0);
        assertThat(client.saw(2, version(2))).isTrue();
    }

    @Test
    void keepsEverythingThroughManyFences() {
        long slab = admit();
        TestClient client = client();
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            client.write(Kind.WRITE, slab, slot, slot, version(slot + 1), 3 + slot, 5 + slot);
            done(connection.fence(slab, 4 + slot, 6 + slot));
        }
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            client.read(slab, slot);
            assertThat(client.saw(slot, version(slot + 1))).isTrue();
        }
        assertThat(done(connection.stats()).usedBytes()).isEqualTo(SPEC.lengthBytes());
    }

    @Test
    void neverLowersAFence() {
        long slab = admit();
        done(connection.fence(slab, 8, 8));

        assertThat(failed(connection.fence(slab, 7, 9), Failure.FENCED)).contains("8");
        assertThat(done(connection.fence(slab, 8, 1))).isEqualTo(8);
        assertThat(done(connection.fence(slab, 8, 8))).isEqualTo(8);

        TestClient client = client();
        assertThat(client.write(Kind.WRITE, slab, 0, 1, version(1), 7, 8)).isEqualTo(Status.FENCED);
        assertThat(client.write(Kind.WRITE, slab, 0, 1, version(1), 8, 7)).isEqualTo(Status.FENCED);
        assertThat(client.write(Kind.WRITE, slab, 0, 1, version(1), 8, 8)).isEqualTo(Status.OK);
    }

    @Test
    void fencesOneSlabAndNoOther() {
        long fenced = admit();
        long other = admit();
        done(connection.fence(fenced, 9, 9));
        assertThat(client().write(other, 0, 1, version(1))).isEqualTo(Status.OK);
    }

    @Test
    void letsNoWriteOfAnOlderEpochLandAfterTheFence() {
        long slab = admit();
        assertNothingLandsAfter(slab, () -> done(connection.fence(slab, 4, 5)));
    }

    @Test
    void letsNoWriteOfAnOlderGenerationLandAfterTheFence() {
        long slab = admit();
        assertNothingLandsAfter(slab, () -> done(connection.fence(slab, 3, 6)));
    }

    /** Writers keep on writing from two connections until they are refused; once the fence is up, no slot may change. */
    private void assertNothingLandsAfter(long slab, Runnable fence) {
        AtomicLong acknowledged = new AtomicLong();
        List<TestClient> writers = new ArrayList<>();
        HostConnection shared = connect(host);
        for (int i = 0; i < WRITERS; i++) {
            TestClient writer = client(i == 0 ? connect(host) : shared);
            writers.add(writer);
            int first = i;
            threads.start("writer-" + i, stop -> {
                int slot = first;
                for (long counter = 1; writeOne(writer, counter, slab, slot) == Status.OK; counter++) {
                    acknowledged.incrementAndGet();
                    slot = (slot + WRITERS) % (SPEC.slotCount() / WRITERS * WRITERS);
                }
            });
        }
        assertThat(threads.await(() -> acknowledged.get() >= ENOUGH_WRITES, TIMEOUT_NS))
                .isTrue();

        fence.run();

        MemorySegment afterFence = everything(slab);
        assertThat(threads.await(() -> writers.stream().allMatch(w -> w.op().status() == Status.FENCED), TIMEOUT_NS))
                .isTrue();
        assertThat(everything(slab).mismatch(afterFence)).isEqualTo(-1);
    }

    private static Status writeOne(TestClient writer, long counter, long slab, int slot) {
        Kind kind = counter % 4 == 0 ? Kind.WRITE_IF_NEWER : Kind.WRITE;
        return writer.write(kind, slab, slot, slot, version(counter), SPEC.epoch(), SPEC.generation());
    }

    /** Header and payload of every slot. */
    MemorySegment everything(long slab) {
        TestClient reader = client();
        long slotBytes = 32L + SPEC.payloadBytes();
        MemorySegment all = arena().allocate(SPEC.slotCount() * slotBytes);
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            assertThat(reader.read(slab, slot)).isEqualTo(Status.OK);
            MemorySegment.copy(reader.op().header(), 0, all, slot * slotBytes, 32);
            MemorySegment.copy(reader.payload(), 0, all, slot * slotBytes + 32, SPEC.payloadBytes());
        }
        return all;
    }
}
