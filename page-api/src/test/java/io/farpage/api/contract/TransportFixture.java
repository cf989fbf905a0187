package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.RegionId;
import io.farpage.api.Reply;
import io.farpage.api.Reply.Failure;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Transport;
import io.farpage.api.Version;
import io.farpage.api.fake.TestThreads;
import java.lang.foreign.Arena;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/** What the parts of {@link TransportContract} share: hosts, connections, clients, and what they clean up. */
public abstract class TransportFixture {
    /** More than enough for what a test does. */
    protected static final long CAPACITY_BYTES = 1 << 20;

    /** Small, of an odd number of slots; accepts epoch 3 and generation 5. */
    protected static final SlabSpec SPEC = new SlabSpec(new SlabGroupId(new RegionId(7), 0), 3, 5, 33, 256);

    static final long TIMEOUT_NS = Duration.ofSeconds(30).toNanos();

    private final Arena arena = Arena.ofShared();
    private final List<HostConnection> connections = new ArrayList<>();

    /** Threads of the test; nothing that runs in them may throw. */
    protected final TestThreads threads = new TestThreads();

    /** One life of a host. */
    public interface TestHost {
        /** What a directory would say of it. */
        HostInfo info();

        /** Ends it like a crash; returns when it is dead. */
        void kill();
    }

    /** What is tested. */
    protected abstract Transport transport();

    /** Starts one life of a host, empty, in place of any earlier life of that id. */
    protected abstract TestHost startHost(int id, long incarnation, long capacityBytes);

    TestHost host;
    HostConnection connection;

    @BeforeEach
    void startOneHostAndConnect() {
        host = startHost(1, 1, CAPACITY_BYTES);
        connection = connect(host);
    }

    @AfterEach
    void closeAll() {
        threads.close();
        connections.forEach(HostConnection::close);
        arena.close();
    }

    HostConnection connect(TestHost to) {
        HostConnection made = transport().connect(to.info());
        connections.add(made);
        return made;
    }

    TestClient client() {
        return client(connection);
    }

    TestClient client(HostConnection of) {
        return new TestClient(of, threads, arena, SPEC);
    }

    Arena arena() {
        return arena;
    }

    long admit() {
        return done(connection.admit(SPEC));
    }

    /** A version that grows with {@code counter}. */
    static long version(long counter) {
        return Version.of(SPEC.epoch(), counter);
    }

    static <T> T done(Reply<T> reply) {
        assertThat(reply).isInstanceOf(Reply.Done.class);
        return ((Reply.Done<T>) reply).value();
    }

    static String failed(Reply<?> reply, Failure failure) {
        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Failed.class, f -> assertThat(f.failure()).isEqualTo(failure));
        return ((Reply.Failed<?>) reply).detail();
    }
}
