package io.farpage.chaos.sim;

import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.chaos.host.RottingSpace;
import io.farpage.store.MemoryHost;
import io.farpage.store.SlabSpace;

/** One incarnation of a memory host, with the real host in it. */
final class SimHost {
    private final HostInfo info;
    private final RottingSpace space = new RottingSpace(SlabSpace.PRIVATE);
    private final MemoryHost host;
    private long hungUntilNs;
    private long overloadedUntilNs;
    private int slowness = 1;

    SimHost(HostInfo info) {
        this.info = info;
        host = new MemoryHost(info.ref(), info.capacityBytes(), space);
    }

    HostRef ref() {
        return info.ref();
    }

    HostInfo info() {
        return info;
    }

    MemoryHost host() {
        return host;
    }

    RottingSpace space() {
        return space;
    }

    boolean isAlive() {
        return host.isAlive();
    }

    void kill() {
        host.kill();
    }

    void hangUntil(long ns) {
        hungUntilNs = ns;
    }

    long hungUntilNs() {
        return hungUntilNs;
    }

    void overloadUntil(long ns) {
        overloadedUntilNs = ns;
    }

    long overloadedUntilNs() {
        return overloadedUntilNs;
    }

    void slowDown(int times) {
        slowness = times;
    }

    int slowness() {
        return slowness;
    }
}
