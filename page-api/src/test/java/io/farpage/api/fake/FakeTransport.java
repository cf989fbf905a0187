package io.farpage.api.fake;

import io.farpage.api.HostConnection;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.Transport;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** Connects to {@link FakeHost}s that were added to it; of each host to the newest that was added. Thread-safe. */
public final class FakeTransport implements Transport {
    private final Map<HostId, FakeHost> hosts = new ConcurrentHashMap<>();

    /** Makes a host reachable, instead of an earlier life of it. */
    public FakeHost add(FakeHost host) {
        hosts.put(host.ref().host(), host);
        return host;
    }

    /** Makes a new host reachable, at its first incarnation. */
    public FakeHost addHost(int id, long capacityBytes) {
        return add(new FakeHost(id, 1, capacityBytes));
    }

    @Override
    public HostConnection connect(HostInfo info) {
        FakeHost host = hosts.get(info.ref().host());
        return new FakeConnection(info.ref(), host != null && host.ref().equals(info.ref()) ? host : null);
    }
}
