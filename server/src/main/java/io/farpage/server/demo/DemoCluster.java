package io.farpage.server.demo;

import io.farpage.api.HostId;
import io.farpage.api.SlabGroup;
import io.farpage.pager.RemoteMemory;
import java.time.Duration;
import java.util.List;

/** What a demo needs of a cluster. */
interface DemoCluster extends AutoCloseable {
    /** What it is, for people. */
    String describe();

    RemoteMemory memory();

    List<SlabGroup> groups(String region);

    /** Memory of hosts that the region takes. */
    long lentBytes(String region);

    /** Hosts that were not killed, by id. */
    List<HostId> liveHosts();

    /** Crashes a host: its memory is gone, nobody is told. */
    void kill(HostId host);

    /** Waits until the region has all its members; returns false when that did not happen in time. */
    boolean awaitFullTolerance(String region, Duration patience);

    /** Fragments that repair has rebuilt so far. */
    long fragmentsRepaired();

    @Override
    void close();
}
