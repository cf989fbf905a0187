package io.farpage.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.sun.management.ThreadMXBean;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostId;
import io.farpage.api.HostRef;
import io.farpage.api.RegionId;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Version;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class MemoryHostTest {
    private static final long TIMEOUT_NS = 30_000_000_000L;
    private static final SlabSpec SPEC = new SlabSpec(new SlabGroupId(new RegionId(1), 0), 1, 1, 64, 1024);

    private final TestThreads threads = new TestThreads();
    private final Arena arena = Arena.ofShared();
    private final MemoryHost host = new MemoryHost(new HostRef(new HostId(1), 1), 1L << 40);
    private final long slab = admit(SPEC);
    private final CountDownLatch entered = new CountDownLatch(1);
    private final CountDownLatch leave = new CountDownLatch(1);

    @AfterEach
    void close() {
        leave.countDown();
        threads.close();
        host.close();
        arena.close();
    }

    @Test
    void fenceWaitsForAWriterThatIsUnderWayAndThenRefusesIt() {
        AtomicReference<Status> writer = new AtomicReference<>();
        AtomicReference<Status> whenFenced = new AtomicReference<>();
        startHeldWriter(5, writer);
        threads.start("fence", stop -> {
            assertThat(host.fence(slab, 2, 1).orNull()).isEqualTo(2);
            whenFenced.set(Objects.requireNonNull(writer.get(), "the fence was up while a writer was under way"));
        });
        // The floor is up before the fence waits: others are refused already.
        assertThat(threads.await(() -> client().write(slab, 6, 1, Version.of(1, 1)) == Status.FENCED, TIMEOUT_NS))
                .isTrue();
        assertThat(whenFenced.get()).isNull();

        leave.countDown();

        assertThat(threads.await(() -> whenFenced.get() != null, TIMEOUT_NS)).isTrue();
        assertThat(writer.get()).isEqualTo(Status.FENCED);
    }

    @Test
    void writersOfOtherSlotsDoNotWaitForAWriterThatIsUnderWay() {
        AtomicReference<Status> writer = new AtomicReference<>();
        startHeldWriter(5, writer);
        TestClient client = client();
        for (int slot = 0; slot < SPEC.slotCount(); slot++) {
            if (slot != 5) {
                assertThat(client.write(slab, slot, 1, Version.of(1, 1))).isEqualTo(Status.OK);
            }
            assertThat(client.read(slab, slot)).isEqualTo(Status.OK);
        }
        assertThat(writer.get()).isNull();
        leave.countDown();
        assertThat(threads.await(() -> writer.get() == Status.OK, TIMEOUT_NS)).isTrue();
    }

    @Test
    void writersOfOneSlotTakeTurns() {
        AtomicReference<Status> older = new AtomicReference<>();
        AtomicReference<Status> newer = new AtomicReference<>();
        startHeldWriter(5, older);
        threads.start("newer", stop -> {
            newer.set(client().writeIfNewer(slab, 5, 2, Version.of(1, 2)));
            assertThat(older.get()).isEqualTo(Status.OK);
        });
        leave.countDown();
        assertThat(threads.await(() -> newer.get() == Status.OK, TIMEOUT_NS)).isTrue();
        TestClient client = client();
        client.read(slab, 5);
        assertThat(client.saw(2, Version.of(1, 2))).isTrue();
    }

    @Test
    void diesUnderAWriterThatIsUnderWay() {
        AtomicReference<Status> writer = new AtomicReference<>();
        startHeldWriter(5, writer);
        host.kill();
        leave.countDown();
        assertThat(threads.await(() -> writer.get() == Status.UNREACHABLE, TIMEOUT_NS))
                .isTrue();
        assertThat(host.isAlive()).isFalse();
    }

    @Test
    void givesMemoryBack() throws IOException {
        SlabSpec large = new SlabSpec(SPEC.group(), 1, 1, 128 << 10, 1024);
        long half = large.lengthBytes() / 2;
        long before = residentBytes();
        long first = admit(large);
        admit(large);
        assertThat(residentBytes() - before).isGreaterThan(3 * half);

        assertThat(host.release(first).orNull()).isTrue();
        assertThat(residentBytes() - before).isBetween(half, 3 * half);

        host.kill();
        assertThat(residentBytes() - before).isLessThan(half);
    }

    @Test
    void takesBackWhatWasLentToTheSameGroupForAnOlderGeneration() {
        MemoryHost small = new MemoryHost(new HostRef(new HostId(9), 1), 2 * SPEC.lengthBytes());
        SlabSpec next =
                new SlabSpec(SPEC.group(), SPEC.epoch(), SPEC.generation() + 1, SPEC.slotCount(), SPEC.payloadBytes());
        SlabSpec other = new SlabSpec(
                new SlabGroupId(SPEC.group().region(), SPEC.group().ordinal() + 1),
                SPEC.epoch(),
                SPEC.generation(),
                SPEC.slotCount(),
                SPEC.payloadBytes());
        long old = Objects.requireNonNull(small.admit(SPEC).orNull());
        long others = Objects.requireNonNull(small.admit(other).orNull());

        long newer = Objects.requireNonNull(small.admit(next).orNull());

        assertThat(small.slotCount(old)).isZero();
        assertThat(small.slotCount(others)).isEqualTo(SPEC.slotCount());
        assertThat(small.slotCount(newer)).isEqualTo(SPEC.slotCount());
        assertThat(small.admit(next)).isInstanceOf(Reply.Failed.class); // What is not older may be in use.
        assertThat(small.slotCount(newer)).isEqualTo(SPEC.slotCount());
        small.close();
    }

    @Test
    void hasNoRoomWhenItsProcessGetsNoMemory() {
        SlabSpec huge = new SlabSpec(SPEC.group(), 1, 1, 64 << 20, 1024);
        Reply<Long> reply = host.admit(huge);
        assertThat(reply).isInstanceOfSatisfying(Reply.Failed.class, failed -> {
            assertThat(failed.failure()).isEqualTo(Failure.NO_ROOM);
            assertThat(failed.detail()).contains("host-1#1", String.valueOf(huge.lengthBytes()));
        });
        assertThat(Objects.requireNonNull(host.stats().orNull()).slabs()).isEqualTo(1);
    }

    @Test
    void allocatesNothingOnTheDataPath() {
        int count = 6;
        FragmentOp[] ops = new FragmentOp[count];
        MemorySegment payload = arena.allocate(SPEC.payloadBytes(), 64);
        for (int i = 0; i < count; i++) {
            ops[i] = new FragmentOp(arena.allocate(FragmentHeader.BYTES));
            TestClient.fill(ops[i].header(), payload, 0, SPEC, i, Version.of(1, 1), 1);
        }
        InProcessTransport transport = new InProcessTransport();
        transport.add(host);
        InProcessConnection connection = new InProcessConnection(transport, host.ref());
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        // The interpreter and the first compilation allocate where compiled code does not.
        for (int round = 0; round < 200 && allocated > 0; round++) {
            long before = bean.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                writeAndRead(connection, ops, payload);
            }
            allocated = bean.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }

    @Test
    void refusesANegativeCapacity() {
        assertThatIllegalArgumentException().isThrownBy(() -> new MemoryHost(host.ref(), -1));
    }

    private void writeAndRead(InProcessConnection connection, FragmentOp[] ops, MemorySegment payload) {
        for (int i = 0; i < ops.length; i++) {
            ops[i].write(Kind.WRITE, slab, i, 1, 1, payload, 0, SPEC.payloadBytes());
        }
        connection.submit(ops, ops.length);
        for (int i = 0; i < ops.length; i++) {
            ops[i].read(slab, i, payload, 0, SPEC.payloadBytes());
        }
        connection.submit(ops, ops.length);
    }

    /** Starts a writer that stops where it is about to write, holding the slot, until {@link #leave}. */
    private void startHeldWriter(int slot, AtomicReference<Status> outcome) {
        AtomicBoolean open = new AtomicBoolean(true);
        WriteGate held = () -> {
            entered.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                throw new AssertionError(e);
            }
            return open.get();
        };
        FragmentOp op = new FragmentOp(arena.allocate(FragmentHeader.BYTES));
        MemorySegment payload = arena.allocate(SPEC.payloadBytes());
        TestClient.fill(op.header(), payload, 0, SPEC, 1, Version.of(1, 1), 1);
        op.write(Kind.WRITE, slab, slot, 1, 1, payload, 0, SPEC.payloadBytes());
        threads.start("held", stop -> {
            host.submit(new FragmentOp[] {op}, 1, held);
            outcome.set(op.status());
        });
        assertThat(threads.await(() -> entered.getCount() == 0, TIMEOUT_NS)).isTrue();
    }

    private TestClient client() {
        return new TestClient(host, threads, arena, SPEC);
    }

    private long admit(SlabSpec spec) {
        return Objects.requireNonNull(host.admit(spec).orNull());
    }

    private static long residentBytes() throws IOException {
        String status = Files.readString(Path.of("/proc/self/status"));
        return Long.parseLong(status.replaceAll("(?s).*VmRSS:\\s+(\\d+) kB.*", "$1")) << 10;
    }
}
