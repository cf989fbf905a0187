package io.farpage.store.shm;

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

/** Hosts of the shared memory transport in the test's own process. */
final class ShmHosts implements AutoCloseable {
    private final ShmConfig config;
    private final Threads threads;
    private final List<Host> hosts = new ArrayList<>();

    /** One life of a host with its end of the transport. */
    record Host(HostInfo info, MemoryHost memory, ShmServer server) {
        void kill() {
            memory.kill();
            try {
                server.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    ShmHosts(ShmConfig config, Threads threads) {
        this.config = config;
        this.threads = threads;
    }

    Host start(int id, long incarnation, long capacityBytes) {
        try {
            ShmServer server = ShmServer.open(config, threads);
            HostRef ref = new HostRef(new HostId(id), incarnation);
            HostInfo info = new HostInfo(ref, server.address(), "domain-" + id, capacityBytes, 0, HostState.ALIVE);
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
