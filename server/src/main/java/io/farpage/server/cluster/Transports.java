package io.farpage.server.cluster;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.Threads;
import io.farpage.api.Transport;
import io.farpage.store.shm.ShmTransport;
import java.time.Duration;

/** Reaches every host by the transport that its address names, as {@code kind:address}. Thread-safe. */
final class Transports implements Transport {
    static final String SHM = "shm:";
    private static final Duration REPLY_TIMEOUT = Duration.ofSeconds(5);

    private final ShmTransport shm;

    Transports(Threads threads) {
        shm = new ShmTransport(threads, REPLY_TIMEOUT);
    }

    @Override
    public HostConnection connect(HostInfo host) {
        String address = host.address();
        String rest = address.startsWith(SHM) ? address.substring(SHM.length()) : address;
        return shm.connect(new HostInfo(
                host.ref(), rest, host.failureDomain(), host.capacityBytes(), host.usedBytes(), host.state()));
    }
}
