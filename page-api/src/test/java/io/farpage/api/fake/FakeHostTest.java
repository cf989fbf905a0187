package io.farpage.api.fake;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.RegionId;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Version;
import io.farpage.api.contract.TestClient;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Objects;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class FakeHostTest {
    private static final SlabSpec SPEC = new SlabSpec(new SlabGroupId(new RegionId(1), 0), 1, 1, 4, 64);

    private final Arena arena = Arena.ofShared();
    private final TestThreads threads = new TestThreads();
    private final FakeTransport transport = new FakeTransport();
    private final FakeHost host = transport.addHost(1, 10_000);
    private final HostConnection connection = transport.connect(host.info());
    private final TestClient client = new TestClient(connection, threads, arena, SPEC);
    private final long slab = Objects.requireNonNull(connection.admit(SPEC).orNull());

    @AfterEach
    void close() {
        threads.close();
        arena.close();
    }

    @Test
    void keepsOpsPendingWhileItHangsAndDoesThemInOrderAfterwards() {
        host.hang();
        FragmentOp first = submitWrite(connection, 1);
        FragmentOp second = submitWrite(connection, 2);
        assertThat(first.isPending()).isTrue();
        assertThat(host.pendingOps()).isEqualTo(2);
        assertThat(connection.stats()).isInstanceOf(Reply.Failed.class);

        host.resume();

        assertThat(first.status()).isEqualTo(Status.OK);
        assertThat(second.status()).isEqualTo(Status.OK);
        assertThat(host.version(slab, 0)).isEqualTo(Version.of(1, 2));
    }

    @Test
    void letsACancelledWriteLandLateUnlessItsConnectionWasClosed() {
        HostConnection closing = transport.connect(host.info());
        host.hang();
        FragmentOp late = submitWrite(connection, 1);
        connection.cancel(late);
        FragmentOp never = submitWrite(closing, 2);
        closing.cancel(never);
        closing.close();
        assertThat(late.status()).isEqualTo(Status.CANCELLED);

        host.resume();

        assertThat(host.version(slab, 0)).isEqualTo(Version.of(1, 1));
    }

    @Test
    void endsPendingOpsWhenItDiesOrItsConnectionCloses() {
        HostConnection closing = transport.connect(host.info());
        host.hang();
        FragmentOp killed = submitWrite(connection, 1);
        FragmentOp closed = submitWrite(closing, 2);
        closing.close();
        assertThat(closed.status()).isEqualTo(Status.UNREACHABLE);
        assertThat(killed.isPending()).isTrue();
        host.kill();
        assertThat(killed.status()).isEqualTo(Status.UNREACHABLE);
    }

    @Test
    void answersAsItIsTold() {
        host.answerWrites(Status.OVERLOADED);
        assertThat(client.write(slab, 0, 1, Version.of(1, 1))).isEqualTo(Status.OVERLOADED);
        host.answerWrites(null);
        assertThat(client.write(slab, 0, 1, Version.of(1, 1))).isEqualTo(Status.OK);
        host.answerReads(Status.UNREACHABLE);
        assertThat(client.read(slab, 0)).isEqualTo(Status.UNREACHABLE);
        host.answerReads(null);
        assertThat(client.read(slab, 0)).isEqualTo(Status.OK);
        assertThat(host.writes()).isEqualTo(2);
        assertThat(host.reads()).isEqualTo(2);
        assertThat(host.controlCalls()).isEqualTo(1);
    }

    @Test
    void rotsWhereItIsToldTo() {
        client.write(slab, 0, 1, Version.of(1, 1));
        client.write(slab, 1, 1, Version.of(1, 2));
        host.damagePayload(slab, 0);
        host.damageHeader(slab, 1);

        client.read(slab, 0);
        assertThat(FragmentHeader.isIntact(client.op().header(), 0)).isTrue();
        assertThat(client.sawWhole()).isFalse();
        client.read(slab, 1);
        assertThat(FragmentHeader.isIntact(client.op().header(), 0)).isFalse();

        host.erase(slab, 0);
        client.read(slab, 0);
        assertThat(client.sawFree()).isTrue();
    }

    private FragmentOp submitWrite(HostConnection on, long counter) {
        FragmentOp op = new FragmentOp(arena.allocate(FragmentHeader.BYTES));
        MemorySegment payload = arena.allocate(64);
        TestClient.fill(op.header(), payload, 0, SPEC, 1, Version.of(1, counter), 1);
        op.write(Kind.WRITE, slab, 0, 1, 1, payload, 0, 64);
        on.submit(new FragmentOp[] {op}, 1);
        return op;
    }
}
