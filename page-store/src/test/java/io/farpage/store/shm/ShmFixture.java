package io.farpage.store.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.RegionId;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Version;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

/** A directory on tmpfs where there is one, hosts and connections, and what they clean up. */
abstract class ShmFixture {
    static final long TIMEOUT_NS = Duration.ofSeconds(60).toNanos();
    static final long CAPACITY_BYTES = 16 << 20;
    static final SlabSpec SPEC = new SlabSpec(new SlabGroupId(new RegionId(3), 0), 1, 1, 64, 1024);

    final TestThreads threads = new TestThreads();
    final Arena arena = Arena.ofShared();
    final Path directory = makeDirectory();
    final List<HostConnection> connections = new ArrayList<>();
    final List<ShmHosts> hosts = new ArrayList<>();

    @AfterEach
    void closeAll() throws IOException {
        hosts.forEach(ShmHosts::close);
        connections.forEach(HostConnection::close);
        threads.close();
        ShmServer.removeLeftovers(directory);
        assertThat(directory).isEmptyDirectory();
        Files.delete(directory);
        arena.close();
    }

    private static Path makeDirectory() {
        Path tmpfs = Path.of("/dev/shm");
        try {
            return Files.isWritable(tmpfs)
                    ? Files.createTempDirectory(tmpfs, "farpage-test-")
                    : Files.createTempDirectory("farpage-test-");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    ShmHosts.Host startHost(ShmConfig config) {
        ShmHosts started = new ShmHosts(config, threads);
        hosts.add(started);
        return started.start(1, 1, CAPACITY_BYTES);
    }

    HostConnection connect(HostInfo host) {
        return connect(host, Duration.ofSeconds(30));
    }

    HostConnection connect(HostInfo host, Duration replyTimeout) {
        HostConnection connection = new ShmTransport(threads, replyTimeout).connect(host);
        connections.add(connection);
        return connection;
    }

    TestClient client(HostConnection of) {
        return new TestClient(of, threads, arena, SPEC);
    }

    static <T> T done(Reply<T> reply) {
        assertThat(reply).isInstanceOf(Reply.Done.class);
        return ((Reply.Done<T>) reply).value();
    }

    static long version(long counter) {
        return Version.of(1, counter);
    }
}
