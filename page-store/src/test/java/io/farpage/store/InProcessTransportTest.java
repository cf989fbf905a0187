package io.farpage.store;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Transport;
import io.farpage.api.contract.TransportContract;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;

class InProcessTransportTest extends TransportContract {
    private final InProcessTransport transport = new InProcessTransport();
    private final List<MemoryHost> hosts = new ArrayList<>();

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected TestHost startHost(int id, long incarnation, long capacityBytes) {
        MemoryHost started = new MemoryHost(new HostRef(new HostId(id), incarnation), capacityBytes);
        hosts.add(started);
        transport.add(started);
        return new TestHost() {
            @Override
            public HostInfo info() {
                return new HostInfo(started.ref(), "", "domain-" + id, capacityBytes, 0, HostState.ALIVE);
            }

            @Override
            public void kill() {
                started.kill();
            }
        };
    }

    @AfterEach
    void closeHosts() {
        hosts.forEach(MemoryHost::close);
    }
}
