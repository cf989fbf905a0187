package io.farpage.api.fake;

import io.farpage.api.HostInfo;
import io.farpage.api.Transport;
import io.farpage.api.contract.TransportContract;

class FakeTransportTest extends TransportContract {
    private final FakeTransport transport = new FakeTransport();

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected TestHost startHost(int id, long incarnation, long capacityBytes) {
        FakeHost fake = transport.add(new FakeHost(id, incarnation, capacityBytes));
        return new TestHost() {
            @Override
            public HostInfo info() {
                return fake.info();
            }

            @Override
            public void kill() {
                fake.kill();
            }
        };
    }
}
