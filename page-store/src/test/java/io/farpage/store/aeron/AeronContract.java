package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Transport;
import io.farpage.api.contract.TransportContract;
import io.farpage.api.fake.TestThreads;
import io.farpage.store.MemoryHost;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.junit.jupiter.api.AfterEach;

/** The contract with hosts and clients of one JVM. */
abstract class AeronContract extends TransportContract {
    private final Queue<Throwable> errors = new ConcurrentLinkedQueue<>();
    private final TestThreads background = new TestThreads();
    private final AeronMedia hostMedia = new AeronMedia(TestAeron.media(), background, errors::add);
    private final AeronMedia clientMedia =
            sharesMedia() ? hostMedia : new AeronMedia(TestAeron.media(), background, errors::add);
    private final AeronTransport transport = new AeronTransport(clientMedia, TestAeron.config());
    private final List<MemoryHost> hosts = new ArrayList<>();

    /** Whether both ends use one media driver. */
    abstract boolean sharesMedia();

    /** Where the n-th host listens. */
    abstract AeronAddress address(int n);

    @Override
    protected Transport transport() {
        return transport;
    }

    @Override
    protected TestHost startHost(int id, long incarnation, long capacityBytes) {
        MemoryHost host = new MemoryHost(new HostRef(new HostId(id), incarnation), capacityBytes);
        hosts.add(host);
        AeronHostServer server = new AeronHostServer(hostMedia, address(hosts.size()), TestAeron.config());
        server.serve(host);
        HostInfo info = new HostInfo(
                host.ref(), server.address().toString(), "domain-" + id, capacityBytes, 0, HostState.ALIVE);
        return new TestHost() {
            @Override
            public HostInfo info() {
                return info;
            }

            @Override
            public void kill() {
                server.close();
                host.kill();
            }
        };
    }

    @AfterEach
    void closeMedia() {
        clientMedia.close();
        hostMedia.close();
        hosts.forEach(MemoryHost::close);
        background.close();
        assertThat(errors).isEmpty();
    }
}
