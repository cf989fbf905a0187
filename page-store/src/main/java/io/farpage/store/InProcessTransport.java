package io.farpage.store;

import io.farpage.api.HostConnection;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.LatencyClass;
import io.farpage.api.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * The transport to memory hosts in the same JVM. Ops are complete when {@code submit} returns, done by the calling thread,
 * without allocating. Addresses mean nothing to it: a host is found by its id and incarnation. Thread-safe.
 */
public final class InProcessTransport implements Transport {
    private final Map<HostId, MemoryHost> hosts = new ConcurrentHashMap<>();

    /** Makes a host reachable, in place of an earlier life of it. */
    public void add(MemoryHost host) {
        hosts.put(host.ref().host(), host);
    }

    /** Makes a host unreachable for connections that have not used it yet, and lets go of it. */
    public void remove(MemoryHost host) {
        hosts.remove(host.ref().host(), host);
    }

    @Override
    public HostConnection connect(HostInfo info) {
        return new InProcessConnection(this, info.ref());
    }

    @Override
    public LatencyClass latency(HostInfo host) {
        return LatencyClass.MEMORY;
    }

    /** The host of exactly that incarnation; null when there is none now. */
    @Nullable
    MemoryHost find(HostRef ref) {
        MemoryHost host = hosts.get(ref.host());
        return host != null && host.ref().equals(ref) ? host : null;
    }
}
