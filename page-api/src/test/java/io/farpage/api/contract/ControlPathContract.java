package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabSpec;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Slabs are lent, scanned and given back. */
abstract class ControlPathContract extends DataPathContract {
    @Test
    void saysWhoItIsAndWhatItHolds() {
        assertThat(connection.host()).isEqualTo(host.info().ref());
        assertThat(done(connection.stats())).isEqualTo(new HostStats(host.info().ref(), CAPACITY_BYTES, 0, 0));
        admit();
        admit();
        assertThat(done(connection.stats()))
                .isEqualTo(new HostStats(host.info().ref(), CAPACITY_BYTES, 2 * SPEC.lengthBytes(), 2));
    }

    @Test
    void lendsNoMoreThanItHas() {
        int fits = (int) (CAPACITY_BYTES / SPEC.lengthBytes());
        long last = 0;
        for (int i = 0; i < fits; i++) {
            last = admit();
        }
        assertThat(failed(connection.admit(SPEC), Failure.NO_ROOM))
                .contains(host.info().ref().toString())
                .contains(String.valueOf(SPEC.lengthBytes()))
                .contains(String.valueOf(CAPACITY_BYTES - fits * SPEC.lengthBytes()));
        done(connection.release(last));
        admit();
    }

    @Test
    void refusesASlabOfMoreBytesThanAnIntCounts() {
        SlabSpec huge = new SlabSpec(SPEC.group(), 1, 1, Integer.MAX_VALUE, 1 << 30);
        failed(connection.admit(huge), Failure.NO_ROOM);
        assertThat(done(connection.stats()).usedBytes()).isZero();
    }

    @Test
    void forgetsWhatIsReleased() {
        long slab = admit();
        TestClient client = client();
        client.write(slab, 0, 1, version(1));

        done(connection.release(slab));

        assertThat(client.read(slab, 0)).isEqualTo(Status.NO_SUCH_SLAB);
        assertThat(client.write(slab, 0, 1, version(2))).isEqualTo(Status.NO_SUCH_SLAB);
        assertThat(client.writeIfNewer(slab, 0, 1, version(2))).isEqualTo(Status.NO_SUCH_SLAB);
        failed(connection.fence(slab, 9, 9), Failure.NO_SUCH_SLAB);
        failed(connection.scan(slab, headers()), Failure.NO_SUCH_SLAB);
        assertThat(done(connection.stats()).usedBytes()).isZero();
        done(connection.release(slab));
    }

    @Test
    void forgetsWhatAnotherConnectionReleased() {
        long slab = admit();
        TestClient client = client();
        client.write(slab, 0, 1, version(1));

        done(connect(host).release(slab));

        assertThat(client.read(slab, 0)).isEqualTo(Status.NO_SUCH_SLAB);
        assertThat(client.write(slab, 0, 1, version(2))).isEqualTo(Status.NO_SUCH_SLAB);
    }

    @Test
    void neverGivesASlabsIdAgain() {
        Set<Long> seen = new HashSet<>();
        for (int i = 0; i < 20; i++) {
            long slab = admit();
            assertThat(seen.add(slab)).isTrue();
            done(connection.release(slab));
        }
    }

    @Test
    void lendsZerosAlsoWhereAnotherSlabWas() {
        TestClient client = client();
        for (int i = 0; i < 5; i++) {
            long slab = admit();
            for (int slot = 0; slot < SPEC.slotCount(); slot++) {
                client.read(slab, slot);
                assertThat(client.sawFree()).isTrue();
                client.write(slab, slot, 1, version(1));
            }
            done(connection.release(slab));
        }
    }

    @Test
    void scansHeadersInTheOrderOfSlots() {
        long slab = admit();
        TestClient client = client();
        for (int slot = 0; slot < SPEC.slotCount(); slot += 2) {
            client.write(slab, slot, 500 + slot, version(slot + 1));
        }
        MemorySegment headers = headers();
        headers.fill((byte) 1);

        assertThat(done(connection.scan(slab, headers))).isEqualTo(SPEC.slotCount());

        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            long at = (long) slot * FragmentHeader.BYTES;
            if (slot % 2 == 1) {
                assertThat(FragmentHeader.isFree(headers, at)).isTrue();
            } else {
                assertThat(FragmentHeader.isIntact(headers, at)).isTrue();
                assertThat(FragmentHeader.page(headers, at)).isEqualTo(500 + slot);
                assertThat(FragmentHeader.version(headers, at)).isEqualTo(version(slot + 1));
            }
        }
    }

    @Test
    void scansIntoMemoryThatOnlyTheCallerHasAccessTo() {
        long slab = admit();
        try (Arena own = Arena.ofConfined()) {
            MemorySegment headers = own.allocate(headers().byteSize(), 8);
            assertThat(done(connection.scan(slab, headers))).isEqualTo(SPEC.slotCount());
        }
    }

    @Test
    void saysSoWhenAScanDoesNotFitTheCallersMemory() {
        long slab = admit();
        MemorySegment small = headers().asSlice(0, (SPEC.slotCount() - 1L) * FragmentHeader.BYTES);
        failed(connection.scan(slab, small), Failure.NO_ROOM);
    }

    @Test
    void isUnreachableOnceClosedWhileOthersGoOn() {
        long slab = admit();
        HostConnection other = connect(host);
        client(other).write(slab, 3, 1, version(1));
        TestClient before = client(other);
        before.read(slab, 3);

        other.close();
        other.close();

        assertThat(before.read(slab, 3)).isEqualTo(Status.UNREACHABLE);
        assertThat(before.write(slab, 3, 2, version(2))).isEqualTo(Status.UNREACHABLE);
        assertUnreachable(other, slab);
        TestClient client = client();
        client.read(slab, 3);
        assertThat(client.saw(1, version(1))).isTrue();
    }

    MemorySegment headers() {
        return arena().allocate((long) SPEC.slotCount() * FragmentHeader.BYTES, 8);
    }

    /** A connection may take a moment to notice that its host is gone; then it never answers otherwise again. */
    void assertUnreachable(HostConnection gone, long slab) {
        TestClient client = client(gone);
        assertThat(threads.await(() -> client.read(slab, 0) == Status.UNREACHABLE, TIMEOUT_NS))
                .isTrue();
        assertThat(client.read(slab, 0)).isEqualTo(Status.UNREACHABLE);
        assertThat(client.write(slab, 0, 1, version(9))).isEqualTo(Status.UNREACHABLE);
        assertThat(client.writeIfNewer(slab, 0, 1, version(9))).isEqualTo(Status.UNREACHABLE);
        for (Reply<?> reply : new Reply<?>[] {
            gone.admit(SPEC), gone.release(slab), gone.fence(slab, 9, 9), gone.scan(slab, headers()), gone.stats()
        }) {
            assertThat(failed(reply, Failure.UNREACHABLE)).contains(gone.host().toString());
        }
    }
}
