package io.farpage.store.rdma;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Threads;
import io.farpage.store.MemoryHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;

/** Hosts of the RDMA transport in the test's own process, at the address of the environment's device. */
final class RdmaHosts implements AutoCloseable {
    /** The variable that says which address an RDMA device of this machine has. */
    static final String VARIABLE = "FARPAGE_RDMA_IP";

    private final Threads threads;
    private final List<Host> hosts = new ArrayList<>();

    /** One life of a host with its end of the transport. */
    record Host(HostInfo info, MemoryHost memory, RdmaServer server) {
        void kill() {
            memory.kill();
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    RdmaHosts(Threads threads) {
        this.threads = threads;
    }

    Host start(int id, long incarnation, long capacityBytes) {
        try {
            RdmaServer server = RdmaServer.open(new RdmaAddress(System.getenv(VARIABLE), 0, 0), threads);
            HostRef ref = new HostRef(new HostId(id), incarnation);
            HostInfo info =
                    new HostInfo(ref, server.address().toString(), "domain-" + id, capacityBytes, 0, HostState.ALIVE);
            Host host = new Host(info, new MemoryHost(ref, capacityBytes, server.space()), server);
            server.serve(host.memory);
            hosts.add(host);
            return host;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        hosts.forEach(Host::kill);
    }
}
