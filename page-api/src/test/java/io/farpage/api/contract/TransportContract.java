package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.Version;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/**
 * What every {@link io.farpage.api.Transport} must do, with the hosts behind it: the data path, the control path and fencing
 * in the classes above, and here what happens when hosts die and when threads meet.
 */
public abstract class TransportContract extends FencingContract {
    private static final int THREADS = 3;
    private static final int ENOUGH = 300;

    @Test
    void isUnreachableWhenNobodyIsThere() {
        HostInfo nobody = withRef(host.info(), new HostRef(new HostId(77), 1));
        try (HostConnection toNobody = transport().connect(nobody)) {
            assertUnreachable(toNobody, 1);
        }
    }

    @Test
    void isUnreachableUnderAnotherIncarnation() {
        long slab = admit();
        HostInfo other = withRef(host.info(), new HostRef(host.info().ref().host(), 2));
        try (HostConnection toOther = transport().connect(other)) {
            assertUnreachable(toOther, slab);
        }
        TestClient client = client();
        client.read(slab, 0);
        assertThat(client.sawFree()).isTrue();
    }

    @Test
    void isUnreachableOnceTheHostIsDead() {
        long slab = admit();
        TestClient client = client();
        client.write(slab, 0, 1, version(1));
        HostConnection unused = connect(host);

        host.kill();

        assertUnreachable(connection, slab);
        assertThat(client.read(slab, 0)).isEqualTo(Status.UNREACHABLE);
        assertUnreachable(unused, slab);
        assertUnreachable(connect(host), slab);
    }

    @Test
    void findsARestartedHostEmptyUnderItsNewIncarnationAlone() {
        long slab = admit();
        client().write(slab, 0, 1, version(1));
        host.kill();

        TestHost restarted = startHost(1, 2, CAPACITY_BYTES);

        assertUnreachable(connection, slab);
        assertUnreachable(connect(host), slab);
        HostConnection again = connect(restarted);
        assertThat(done(again.stats()).slabs()).isZero();
        assertThat(client(again).read(slab, 0)).isEqualTo(Status.NO_SUCH_SLAB);
    }

    @Test
    void keepsHostsApart() {
        long slab = admit();
        TestHost second = startHost(2, 1, CAPACITY_BYTES);
        HostConnection toSecond = connect(second);
        long there = done(toSecond.admit(SPEC));
        client().write(slab, 0, 1, version(1));
        client(toSecond).write(there, 0, 2, version(2));

        host.kill();

        TestClient client = client(toSecond);
        assertThat(client.read(there, 0)).isEqualTo(Status.OK);
        assertThat(client.saw(2, version(2))).isTrue();
    }

    @Test
    void endsEveryOpWhenTheHostDiesUnderLoad() {
        long slab = admit();
        AtomicInteger ended = new AtomicInteger();
        AtomicLong done = new AtomicLong();
        HostConnection shared = connect(host);
        for (int i = 0; i < THREADS; i++) {
            TestClient client = client(i == 0 ? connect(host) : shared);
            int slot = i;
            threads.start("load-" + i, stop -> {
                Status status = Status.OK;
                for (long counter = 1; status == Status.OK; counter++) {
                    status = switch ((int) (counter % 4)) {
                        case 0 -> client.writeIfNewer(slab, slot, slot, version(counter));
                        case 1 -> client.write(slab, slot, slot, version(counter));
                        default -> client.read(slab, slot);
                    };
                    done.incrementAndGet();
                }
                assertThat(status).isEqualTo(Status.UNREACHABLE);
                ended.incrementAndGet();
            });
        }
        assertThat(threads.await(() -> done.get() >= ENOUGH, TIMEOUT_NS)).isTrue();

        host.kill();

        assertThat(threads.await(() -> ended.get() == THREADS, TIMEOUT_NS)).isTrue();
        threads.assertNoErrors();
    }

    @Test
    void letsNoWriteLandOnceItsConnectionIsClosed() {
        long slab = admit();
        HostConnection closing = connect(host);
        AtomicLong done = new AtomicLong();
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            TestClient client = client(closing);
            int slot = i;
            threads.start("writer-" + i, stop -> {
                Status status = Status.OK;
                for (long counter = 1; status == Status.OK; counter++) {
                    status = client.write(slab, slot, slot, version(counter));
                    done.incrementAndGet();
                }
                assertThat(status).isEqualTo(Status.UNREACHABLE);
                ended.incrementAndGet();
            });
        }
        assertThat(threads.await(() -> done.get() >= ENOUGH, TIMEOUT_NS)).isTrue();

        closing.close();

        MemorySegment afterClose = everything(slab);
        assertThat(threads.await(() -> ended.get() == THREADS, TIMEOUT_NS)).isTrue();
        assertThat(everything(slab).mismatch(afterClose)).isEqualTo(-1);
    }

    @Test
    void endsWritesToASlabThatIsReleasedUnderThem() {
        long slab = admit();
        AtomicLong done = new AtomicLong();
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            TestClient client = client(connect(host));
            int slot = i;
            threads.start("user-" + i, stop -> {
                Status status = Status.OK;
                for (long counter = 1; status == Status.OK; counter++) {
                    status = counter % 2 == 0
                            ? client.write(slab, slot, slot, version(counter))
                            : client.read(slab, slot);
                    done.incrementAndGet();
                }
                assertThat(status).isEqualTo(Status.NO_SUCH_SLAB);
                ended.incrementAndGet();
            });
        }
        assertThat(threads.await(() -> done.get() >= ENOUGH, TIMEOUT_NS)).isTrue();

        done(connection.release(slab));

        assertThat(threads.await(() -> ended.get() == THREADS, TIMEOUT_NS)).isTrue();
        threads.assertNoErrors();
    }

    @Test
    void keepsTheNewestOfManyWritersOfOneSlot() {
        long slab = admit();
        int rounds = 200;
        AtomicInteger ended = new AtomicInteger();
        for (int i = 0; i < THREADS; i++) {
            TestClient client = client(i == 0 ? connect(host) : connection);
            int first = i + 1;
            threads.start("writer-" + i, stop -> {
                for (int round = 0; round < rounds; round++) {
                    long counter = first + (long) round * THREADS;
                    assertThat(client.writeIfNewer(slab, 0, counter, version(counter)))
                            .isIn(Status.OK, Status.SUPERSEDED);
                }
                ended.incrementAndGet();
            });
        }
        TestClient reader = client();
        long newest = 0;
        while (ended.get() < THREADS && threads.errors().isEmpty()) {
            assertThat(reader.read(slab, 0)).isEqualTo(Status.OK);
            newest = assertNoMixAndNothingOlder(reader, newest);
        }
        threads.assertNoErrors();
        reader.read(slab, 0);
        long last = (long) rounds * THREADS;
        assertThat(reader.saw(last, version(last))).isTrue();
    }

    /** A torn read is allowed, but never one that looks whole. */
    private static long assertNoMixAndNothingOlder(TestClient reader, long newest) {
        if (!reader.sawWhole()) {
            return newest;
        }
        long version = reader.sawVersion();
        assertThat(version).isGreaterThanOrEqualTo(newest);
        assertThat(reader.saw(Version.counter(version), version)).isTrue();
        return version;
    }

    private static HostInfo withRef(HostInfo info, HostRef ref) {
        return new HostInfo(
                ref, info.address(), info.failureDomain(), info.capacityBytes(), info.usedBytes(), info.state());
    }
}
