package io.farpage.server.demo;

import io.farpage.api.HostId;
import io.farpage.api.SlabGroup;
import io.farpage.pager.RemoteMemory;
import io.farpage.server.RegionPlacement;
import io.farpage.server.SystemThreads;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.LocalCluster;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.cluster.LocalCluster.Started;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.metrics.MetricsClient;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Hosts and metadata peers in processes of their own; killing one is {@code kill -9}. */
final class ProcessDemoCluster implements DemoCluster {
    private final Started started;
    private final ClusterClient client;
    private final Map<Integer, Running> live = new TreeMap<>();

    private ProcessDemoCluster(Started started, ClusterClient client) {
        this.started = started;
        this.client = client;
        for (int i = 0; i < started.hosts().size(); i++) {
            live.put(i, started.hosts().get(i));
        }
    }

    /** Starts it below a directory that is not removed before all processes have ended. */
    static ProcessDemoCluster start(TemporaryDirectory directory, ClusterPlan plan) throws IOException {
        Path root = directory.path().resolve("cluster");
        directory.beforeRemoval(() -> LocalCluster.stopIfStarted(root));
        Started started = LocalCluster.start(root, plan);
        return new ProcessDemoCluster(
                started, ClusterClient.connect(Settings.read(Path.of(started.config()), ClusterSettings.class)));
    }

    @Override
    public String describe() {
        return "%d memory hosts and %d metadata peers, each in a process of its own,"
                .formatted(started.hosts().size(), started.metadata().size());
    }

    @Override
    public RemoteMemory memory() {
        return client.memory();
    }

    @Override
    public List<SlabGroup> groups(String region) {
        return new RegionPlacement(client.directory(), region).groups();
    }

    @Override
    public long lentBytes(String region) {
        return new RegionPlacement(client.directory(), region).lentBytes();
    }

    @Override
    public synchronized List<HostId> liveHosts() {
        return live.keySet().stream().map(HostId::new).toList();
    }

    @Override
    public synchronized void kill(HostId host) {
        Running victim = live.remove(host.value());
        if (victim == null) {
            throw new IllegalArgumentException(host + " is not alive");
        }
        ProcessHandle.of(victim.pid()).ifPresent(ProcessHandle::destroyForcibly);
    }

    @Override
    public boolean awaitFullTolerance(String region, Duration patience) {
        return new RegionPlacement(client.directory(), region)
                .awaitFullTolerance(host -> liveHosts().contains(host), new SystemThreads(), patience);
    }

    @Override
    public long fragmentsRepaired() {
        return started.metadata().stream()
                .mapToLong(peer -> (long) MetricsClient.read(peer.http(), "farpage_repair_fragments_total"))
                .sum();
    }

    /** Ends the client; the processes end before their directory is removed. */
    @Override
    public void close() {
        client.close();
    }
}
