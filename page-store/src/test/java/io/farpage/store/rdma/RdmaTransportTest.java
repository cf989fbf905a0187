package io.farpage.store.rdma;

import io.farpage.api.HostInfo;
import io.farpage.api.Transport;
import io.farpage.api.contract.TransportContract;
import io.farpage.api.fake.TestThreads;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

/** Hosts and clients in one process, over a real device. */
@EnabledIfEnvironmentVariable(named = RdmaHosts.VARIABLE, matches = ".+")
class RdmaTransportTest extends TransportContract {
    private final TestThreads transportThreads = new TestThreads();
    private final RdmaTransport transport =
            new RdmaTransport(new RdmaConfig(16, Duration.ofSeconds(5), Duration.ofSeconds(20)), transportThreads);
    private final RdmaHosts hosts = new RdmaHosts(transportThreads);

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected TestHost startHost(int id, long incarnation, long capacityBytes) {
        RdmaHosts.Host started = hosts.start(id, incarnation, capacityBytes);
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
        transportThreads.close();
    }
}
