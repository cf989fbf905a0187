package io.farpage.store.shm;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostInfo;
import io.farpage.api.Transport;
import io.farpage.api.contract.TransportContract;
import io.farpage.api.fake.TestThreads;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.io.TempDir;

/** Hosts and clients in one process, which share memory as processes do. */
class ShmTransportTest extends TransportContract {
    private final TestThreads transportThreads = new TestThreads();
    private final ShmTransport transport = new ShmTransport(transportThreads, Duration.ofSeconds(20));
    private final Path directory;
    private final ShmHosts hosts;

    ShmTransportTest(@TempDir Path directory) {
        this.directory = directory;
        hosts = new ShmHosts(ShmConfig.in(directory), transportThreads);
    }

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected TestHost startHost(int id, long incarnation, long capacityBytes) {
        ShmHosts.Host started = hosts.start(id, incarnation, capacityBytes);
        return new TestHost() {
            @Override
            public HostInfo info() {
                return started.info();
            }

            @Override
            public void kill() {
                started.kill();
            }
        };
    }

    @AfterEach
    void closeHosts() {
        hosts.close();
        assertThat(directory).isEmptyDirectory();
        transportThreads.close();
    }
}
