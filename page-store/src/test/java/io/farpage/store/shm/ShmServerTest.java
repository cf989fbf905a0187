package io.farpage.store.shm;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.Reply;
import io.farpage.api.contract.TestClient;
import io.farpage.store.control.FrameType;
import io.farpage.store.control.FrameWriter;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class ShmServerTest extends ShmFixture {
    @Test
    void survivesAndCountsWhatIsNoMessage() throws IOException {
        ShmHosts.Host host = startHost(new ShmConfig(directory, 4, Duration.ofMillis(5)));
        HostConnection connection = connect(host.info());
        long slab = done(connection.admit(SPEC));
        long seed = 20_261_123;
        Random random = new Random(seed);
        for (int round = 0; round < 60; round++) {
            byte[] garbage = new byte[1 + random.nextInt(3000)];
            random.nextBytes(garbage);
            talk(host.info(), garbage);
            byte[] greeted = greeting(host.info());
            byte[] question = damaged(random, frame(FrameType.FENCE, slab, 5, 5));
            talk(host.info(), concat(greeted, question));
        }
        long malformed = host.server().stats().malformedFrames();
        assertThat(malformed).as("seed %d", seed).isGreaterThanOrEqualTo(60);
        TestClient client = client(connection);
        assertThat(client.write(slab, 0, 1, version(1))).isEqualTo(Status.OK);
        assertThat(done(connection.stats()).slabs()).isEqualTo(1);
    }

    @Test
    void refusesQuestionsThatMakeNoSense() throws IOException {
        ShmHosts.Host host = startHost(ShmConfig.in(directory));
        byte[] greeting = greeting(host.info());
        byte[][] senseless = {
            frame(FrameType.ADMIT, 0, 0, 1, 1, 10, 64),
            frame(FrameType.ADMIT, 1, -1, 1, 1, 10, 64),
            frame(FrameType.ADMIT, 1, 0, 1, 1, 0, 64),
            frame(FrameType.ADMIT, 1, 0, 1, 1, 10, 65),
            frame(FrameType.ADMIT, 1, 0, 1L << 40, 1, 10, 64),
            frame(FrameType.FENCE, 1, Long.MAX_VALUE, 1),
            frame(FrameType.STORE, 1, 1, 1, 1),
            frame(FrameType.HELLO, 1, 1),
            frame(FrameType.DONE),
            frame(FrameType.FAILED, 1),
        };
        for (byte[] each : senseless) {
            talk(host.info(), concat(greeting, each));
        }
        assertThat(host.server().stats().malformedFrames()).isEqualTo(senseless.length);
        for (byte[] first :
                new byte[][] {frame(FrameType.STATS), frame(FrameType.HELLO, -1, 1), frame(FrameType.BYE)}) {
            talk(host.info(), first);
        }
        assertThat(host.server().stats().malformedFrames()).isEqualTo(senseless.length + 3);
        assertThat(done(connect(host.info()).stats()).slabs()).isZero();
    }

    @Test
    void acceptsOnlySoManyClientsAndTakesAnotherWhenOneLeaves() {
        ShmHosts.Host host = startHost(new ShmConfig(directory, 2, Duration.ofMillis(5)));
        HostConnection first = connect(host.info());
        done(first.stats());
        done(connect(host.info()).stats());

        assertThat(connect(host.info()).stats())
                .isInstanceOfSatisfying(
                        Reply.Failed.class,
                        failed -> assertThat(failed.detail()).contains("host-1#1", "maxClients"));

        first.close();
        assertThat(threads.await(() -> host.server().stats().clients() == 1, TIMEOUT_NS))
                .isTrue();
        HostConnection again = connect(host.info());
        long slab = done(again.admit(SPEC));
        assertThat(client(again).write(slab, 0, 1, version(1))).isEqualTo(Status.OK);
    }

    @Test
    void hasNoRoomWhenFilesCannotBeMade() throws IOException {
        ShmHosts.Host host = startHost(ShmConfig.in(directory));
        HostConnection connection = connect(host.info());
        Path inTheWay = ShmSpace.path(Path.of(host.info().address()), 1, 0);
        Files.createFile(inTheWay);
        assertThat(connection.admit(SPEC)).isInstanceOfSatisfying(Reply.Failed.class, failed -> {
            assertThat(failed.failure()).isEqualTo(Reply.Failure.NO_ROOM);
            assertThat(failed.detail()).contains(inTheWay.toString());
        });
        assertThat(done(connection.stats()).usedBytes()).isZero();
        Files.delete(inTheWay);
        done(connection.admit(SPEC));
    }

    @Test
    void saysWhatIsWrongWithItsDirectory() throws IOException {
        Path missing = directory.resolve("missing");
        assertThatThrownBy(() -> ShmServer.open(ShmConfig.in(missing), threads))
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing.toString());
        Path deep = Files.createDirectory(directory.resolve("d".repeat(90)));
        assertThatThrownBy(() -> ShmServer.open(ShmConfig.in(deep), threads))
                .isInstanceOf(IOException.class)
                .hasMessageContaining("no socket in " + deep);
        assertThat(deep).isEmptyDirectory();
        Files.delete(deep);
        assertThatIllegalArgumentException().isThrownBy(() -> new ShmConfig(directory, 0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new ShmConfig(directory, 1, Duration.ofNanos(-1)));
        assertThatIllegalArgumentException().isThrownBy(() -> new ShmTransport(threads, Duration.ZERO));
    }

    @Test
    void leavesForeignDirectoriesAlone() throws IOException {
        Path foreign = Files.createDirectory(directory.resolve("farpage-notes"));
        Path dead = Files.createDirectory(directory.resolve("farpage-999999999-5-17"));
        assertThat(ShmServer.removeLeftovers(directory)).isEqualTo(1);
        assertThat(dead).doesNotExist();
        assertThat(foreign).exists();
        Files.delete(foreign);
    }

    @Test
    void keepsTheConnectionOfAThreadThatIsInterrupted() {
        ShmHosts.Host host = startHost(ShmConfig.in(directory));
        HostConnection connection = connect(host.info());
        long slab = done(connection.admit(SPEC));
        Thread.currentThread().interrupt();
        done(connection.stats());
        done(connection.fence(slab, 1, 1));
        TestClient client = client(connection);
        assertThat(client.writeIfNewer(slab, 0, 1, version(1))).isEqualTo(Status.OK);
        assertThat(client.read(slab, 0)).isEqualTo(Status.OK);
        assertThat(Thread.interrupted()).isTrue();
    }

    @Test
    void isUnreachableWhereTheAddressMeansNothing() {
        ShmHosts.Host host = startHost(ShmConfig.in(directory));
        for (String address : new String[] {"", "tcp://x:1", "\0", directory.toString(), "/nowhere/at/all"}) {
            HostInfo info = host.info();
            HostInfo elsewhere = new HostInfo(info.ref(), address, "", 0, 0, info.state());
            assertThat(connect(elsewhere).stats())
                    .isInstanceOfSatisfying(
                            Reply.Failed.class,
                            failed -> assertThat(failed.failure()).isEqualTo(Reply.Failure.UNREACHABLE));
        }
    }

    @Test
    void allocatesNothingOnTheDataPath() {
        ShmHosts.Host host = startHost(ShmConfig.in(directory));
        HostConnection connection = connect(host.info());
        long slab = done(connection.admit(SPEC));
        TestClient client = client(connection);
        client.read(slab, 0);
        FragmentOp[] ops = new FragmentOp[6];
        MemorySegment payload = arena.allocate(SPEC.payloadBytes(), 64);
        for (int i = 0; i < ops.length; i++) {
            ops[i] = new FragmentOp(arena.allocate(FragmentHeader.BYTES));
            TestClient.fill(ops[i].header(), payload, 0, SPEC, i, version(1), 1);
        }
        ThreadMXBean bean = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        long allocated = Long.MAX_VALUE;
        // The interpreter and the first compilation allocate where compiled code does not.
        for (int round = 0; round < 200 && allocated > 0; round++) {
            long before = bean.getCurrentThreadAllocatedBytes();
            for (int i = 0; i < 1000; i++) {
                writeAndRead(connection, ops, slab, payload);
            }
            allocated = bean.getCurrentThreadAllocatedBytes() - before;
        }
        assertThat(allocated).isZero();
    }

    private static void writeAndRead(HostConnection connection, FragmentOp[] ops, long slab, MemorySegment payload) {
        for (int i = 0; i < ops.length; i++) {
            ops[i].write(Kind.WRITE, slab, i, 1, 1, payload, 0, SPEC.payloadBytes());
        }
        connection.submit(ops, ops.length);
        for (int i = 0; i < ops.length; i++) {
            ops[i].read(slab, i, payload, 0, SPEC.payloadBytes());
        }
        connection.submit(ops, ops.length);
    }

    /** Sends bytes, says that no more will come, and waits until the host has hung up. */
    private static void talk(HostInfo host, byte[] bytes) throws IOException {
        UnixDomainSocketAddress address = HostDirectory.socketIn(Path.of(host.address()));
        try (SocketChannel socket = SocketChannel.open(address)) {
            ByteBuffer out = ByteBuffer.wrap(bytes);
            while (out.hasRemaining()) {
                socket.write(out);
            }
            socket.shutdownOutput();
            ByteBuffer in = ByteBuffer.allocate(4096);
            while (socket.read(in.clear()) >= 0) {
                in.flip();
            }
        }
    }

    private static byte[] greeting(HostInfo host) throws IOException {
        return frame(FrameType.HELLO, host.ref().host().value(), host.ref().incarnation());
    }

    private static byte[] frame(FrameType type, long... args) throws IOException {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new FrameWriter(Channels.newChannel(out)).write(type, 7, args);
        return out.toByteArray();
    }

    private static byte[] damaged(Random random, byte[] frame) {
        frame[random.nextInt(frame.length)] ^= (byte) (1 << random.nextInt(8));
        return concat(frame, new byte[random.nextInt(100)]);
    }

    private static byte[] concat(byte[] first, byte[] second) {
        return ByteBuffer.allocate(first.length + second.length)
                .put(first)
                .put(second)
                .array();
    }
}
