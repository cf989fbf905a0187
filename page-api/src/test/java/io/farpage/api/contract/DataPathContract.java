package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.RegionId;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import java.lang.foreign.MemorySegment;
import org.junit.jupiter.api.Test;

/** Reads and writes while nothing fails. */
abstract class DataPathContract extends TransportFixture {
    @Test
    void readsBackTheBytesThatWereWritten() {
        long slab = admit();
        TestClient client = client();

        assertThat(client.write(slab, 4, 100, version(1))).isEqualTo(Status.OK);
        client.payload().fill((byte) 1);

        assertThat(client.read(slab, 4)).isEqualTo(Status.OK);
        assertThat(client.saw(100, version(1))).isTrue();
        assertThat(FragmentHeader.region(client.op().header(), 0)).isEqualTo(7);
        assertThat(FragmentHeader.generation(client.op().header(), 0)).isEqualTo(5);
    }

    @Test
    void readsSlotsThatWereNeverWrittenAsFreeAndZero() {
        long slab = admit();
        TestClient client = client();
        for (int slot : new int[] {0, SPEC.slotCount() - 1}) {
            client.payload().fill((byte) 1);
            assertThat(client.read(slab, slot)).isEqualTo(Status.OK);
            assertThat(client.sawFree()).isTrue();
        }
    }

    @Test
    void keepsEverySlotOfEverySlabApart() {
        long[] slabs = {admit(), admit()};
        TestClient client = client();
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            for (long slab : slabs) {
                assertThat(client.write(slab, slot, slot + slab * 1000, version(1 + slot)))
                        .isEqualTo(Status.OK);
            }
        }
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            for (long slab : slabs) {
                assertThat(client.read(slab, slot)).isEqualTo(Status.OK);
                assertThat(client.saw(slot + slab * 1000, version(1 + slot))).isTrue();
            }
        }
    }

    @Test
    void replacesWhatASlotHeldByANewerVersion() {
        long slab = admit();
        TestClient client = client();
        client.write(slab, 2, 10, version(1));

        assertThat(client.write(slab, 2, 11, version(2))).isEqualTo(Status.OK);

        client.read(slab, 2);
        assertThat(client.saw(11, version(2))).isTrue();
    }

    @Test
    void touchesOnlyItsPartOfTheCallersMemory() {
        long slab = admit();
        int bytes = SPEC.payloadBytes();
        MemorySegment wide = arena().allocate(3L * bytes, 64);
        FragmentOp op = new FragmentOp(arena().allocate(FragmentHeader.BYTES));
        TestClient.fill(op.header(), wide, bytes, SPEC, 1, version(1), SPEC.generation());
        op.write(Kind.WRITE, slab, 0, SPEC.epoch(), SPEC.generation(), wide, bytes, bytes);
        run(op);

        wide.fill((byte) 0x55);
        op.read(slab, 0, wide, bytes, bytes);
        run(op);

        MemorySegment untouched = arena().allocate(bytes);
        untouched.fill((byte) 0x55);
        assertThat(wide.asSlice(0, bytes).mismatch(untouched)).isEqualTo(-1);
        assertThat(wide.asSlice(2L * bytes, bytes).mismatch(untouched)).isEqualTo(-1);
        TestClient client = client();
        client.payload().copyFrom(wide.asSlice(bytes, bytes));
        client.op().header().copyFrom(op.header());
        assertThat(client.saw(1, version(1))).isTrue();
    }

    @Test
    void storesIfNewerOnlyWhatIsNotOlder() {
        long slab = admit();
        TestClient client = client();
        assertThat(client.writeIfNewer(slab, 1, 20, version(5))).isEqualTo(Status.OK);

        assertThat(client.writeIfNewer(slab, 1, 21, version(4))).isEqualTo(Status.SUPERSEDED);
        client.read(slab, 1);
        assertThat(client.saw(20, version(5))).isTrue();

        assertThat(client.writeIfNewer(slab, 1, 20, version(5))).isEqualTo(Status.OK);
        assertThat(client.writeIfNewer(slab, 1, 22, version(6))).isEqualTo(Status.OK);
        client.read(slab, 1);
        assertThat(client.saw(22, version(6))).isTrue();
    }

    @Test
    void saysSoWhenThereIsNoSuchSlabOrSlot() {
        long slab = admit();
        TestClient client = client();
        assertThat(client.read(slab + 1000, 0)).isEqualTo(Status.NO_SUCH_SLAB);
        assertThat(client.write(slab + 1000, 0, 1, version(1))).isEqualTo(Status.NO_SUCH_SLAB);
        for (int slot : new int[] {-1, SPEC.slotCount(), Integer.MIN_VALUE, Integer.MAX_VALUE}) {
            assertThat(client.read(slab, slot)).isEqualTo(Status.NO_SUCH_SLAB);
            assertThat(client.write(slab, slot, 1, version(1))).isEqualTo(Status.NO_SUCH_SLAB);
            assertThat(client.writeIfNewer(slab, slot, 1, version(1))).isEqualTo(Status.NO_SUCH_SLAB);
        }
    }

    @Test
    void refusesFragmentsOfAnotherLengthOrRegion() {
        long slab = admit();
        SlabSpec longer = new SlabSpec(SPEC.group(), SPEC.epoch(), SPEC.generation(), 33, 320);
        SlabSpec foreign = new SlabSpec(new SlabGroupId(new RegionId(8), 0), SPEC.epoch(), SPEC.generation(), 33, 256);
        for (SlabSpec other : new SlabSpec[] {longer, foreign}) {
            TestClient client = new TestClient(connection, threads, arena(), other);
            assertThat(client.write(slab, 0, 1, version(1))).isEqualTo(Status.NO_SUCH_SLAB);
            assertThat(client.writeIfNewer(slab, 0, 1, version(1))).isEqualTo(Status.NO_SUCH_SLAB);
        }
        TestClient client = client();
        client.read(slab, 0);
        assertThat(client.sawFree()).isTrue();
    }

    @Test
    void throwsOnAHeaderThatIsNotIntactAndStoresNothing() {
        long slab = admit();
        FragmentOp op = new FragmentOp(arena().allocate(FragmentHeader.BYTES));
        for (Kind kind : new Kind[] {Kind.WRITE, Kind.WRITE_IF_NEWER}) {
            op.write(kind, slab, 0, 3, 5, client().payload(), 0, SPEC.payloadBytes());
            assertThatThrownBy(() -> connection.submit(new FragmentOp[] {op}, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("slab " + slab);
            assertThat(op.isPending()).isTrue();
            op.complete(Status.CANCELLED);
        }
        TestClient client = client();
        client.read(slab, 0);
        assertThat(client.sawFree()).isTrue();
    }

    @Test
    void doesEachOpOfABatchForItself() {
        long slab = admit();
        int count = 24;
        FragmentOp[] ops = new FragmentOp[count + 1];
        for (int i = 0; i < count; i++) {
            MemorySegment payload = arena().allocate(SPEC.payloadBytes(), 64);
            ops[i] = new FragmentOp(arena().allocate(FragmentHeader.BYTES));
            TestClient.fill(ops[i].header(), payload, 0, SPEC, i, version(i + 1), SPEC.generation());
            int epoch = i % 3 == 1 ? SPEC.epoch() - 1 : SPEC.epoch();
            ops[i].write(
                    Kind.WRITE, i % 3 == 2 ? -1 : slab, i, epoch, SPEC.generation(), payload, 0, SPEC.payloadBytes());
        }
        connection.submit(ops, count);
        Status[] expected = {Status.OK, Status.FENCED, Status.NO_SUCH_SLAB};
        TestClient client = client();
        for (int i = 0; i < count; i++) {
            TestClient.await(connection, threads, ops[i]);
            assertThat(ops[i].status()).isEqualTo(expected[i % 3]);
            client.read(slab, i);
            assertThat(i % 3 == 0 ? client.saw(i, version(i + 1)) : client.sawFree())
                    .isTrue();
        }
    }

    @Test
    void doesNothingOnAnEmptyBatch() {
        connection.submit(new FragmentOp[0], 0);
        assertThat(connection.poll()).isZero();
    }

    @Test
    void leavesAnOpAloneThatIsCancelledTooLate() {
        long slab = admit();
        TestClient client = client();
        client.write(slab, 0, 1, version(1));
        connection.cancel(client.op());
        assertThat(client.op().status()).isEqualTo(Status.OK);
    }

    @Test
    void showsOneConnectionWhatAnotherHasWritten() {
        long slab = admit();
        TestClient other = client(connect(host));
        other.read(slab, 9);
        client().write(slab, 9, 5, version(3));

        assertThat(other.read(slab, 9)).isEqualTo(Status.OK);
        assertThat(other.saw(5, version(3))).isTrue();
    }

    private void run(FragmentOp op) {
        connection.submit(new FragmentOp[] {op}, 1);
        TestClient.await(connection, threads, op);
        assertThat(op.status()).isEqualTo(Status.OK);
    }
}
