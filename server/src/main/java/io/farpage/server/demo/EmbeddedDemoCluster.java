package io.farpage.server.demo;

import io.farpage.api.HostId;
import io.farpage.api.SlabGroup;
import io.farpage.pager.RemoteMemory;
import io.farpage.server.EmbeddedCluster;
import io.farpage.server.EmbeddedConfig;
import java.time.Duration;
import java.util.List;

/** Everything in this process. */
record EmbeddedDemoCluster(EmbeddedCluster cluster, String describe) implements DemoCluster {
    static EmbeddedDemoCluster start(EmbeddedConfig config) {
        String what = "%d memory hosts and %d metadata peers in this process"
                .formatted(config.hosts(), config.metadataPeers());
        return new EmbeddedDemoCluster(EmbeddedCluster.start(config), what);
    }

    @Override
    public RemoteMemory memory() {
        return cluster.memory();
    }

    @Override
    public List<SlabGroup> groups(String region) {
        return cluster.groups(region);
    }

    @Override
    public long lentBytes(String region) {
        return cluster.lentBytes(region);
    }

    @Override
    public List<HostId> liveHosts() {
        return cluster.liveHosts();
    }

    @Override
    public void kill(HostId host) {
        cluster.kill(host);
    }

    @Override
    public boolean awaitFullTolerance(String region, Duration patience) {
        return cluster.awaitFullTolerance(region, patience);
    }

    @Override
    public long fragmentsRepaired() {
        return cluster.repair().fragmentsRepaired();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
