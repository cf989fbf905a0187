package io.farpage.bench.measure;

import io.farpage.api.HostInfo;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.cluster.LocalCluster;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.metrics.MetricsClient;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** A cluster of processes of its own, and a client of it; all of it is gone when it is closed. */
public final class BenchCluster implements AutoCloseable {
    private final TemporaryDirectory directory;
    private final Path root;
    private final List<LocalCluster.Running> metadata;
    private final List<LocalCluster.Running> hosts;
    private final ClusterClient client;

    private BenchCluster(TemporaryDirectory directory, Path root, LocalCluster.Started started, ClusterClient client) {
        this.directory = directory;
        this.root = root;
        this.metadata = started.metadata();
        this.hosts = new ArrayList<>(started.hosts());
        this.client = client;
    }

    /** Starts it, and returns when every host serves. */
    public static BenchCluster start(ClusterPlan plan) throws IOException {
        TemporaryDirectory directory = TemporaryDirectory.create("farpage-bench-");
        try {
            Path root = directory.path().resolve("cluster");
            directory.beforeRemoval(() -> LocalCluster.stopIfStarted(root));
            LocalCluster.Started started = LocalCluster.start(root, plan);
            ClusterSettings settings = Settings.read(Path.of(started.config()), ClusterSettings.class);
            return new BenchCluster(directory, root, started, ClusterClient.connect(settings));
        } catch (IOException | RuntimeException e) {
            directory.close();
            throw e;
        }
    }

    /** The hosts as they were started last. */
    public List<LocalCluster.Running> hosts() {
        return Collections.unmodifiableList(hosts);
    }

    /** What a counter of the metadata peers has come to, all together. */
    public long metadataCounter(String metric) {
        return (long) metadata.stream()
                .mapToDouble(peer -> MetricsClient.read(peer.http(), metric))
                .sum();
    }

    /** Memory that slabs take on all hosts. */
    public long slabBytes() {
        return client.directory().hosts().stream()
                .map(HostInfo::ref)
                .mapToLong(host -> used(client.stats(host)))
                .sum();
    }

    private static long used(Reply<HostStats> reply) {
        return switch (reply) {
            case Reply.Done<HostStats> done -> done.value().usedBytes();
            case Reply.Failed<HostStats> failed -> throw new IllegalStateException(failed.toString());
        };
    }

    /** Starts a host again that was killed; it begins empty, as a new one. */
    public void restart(int host) throws IOException {
        hosts.set(host, ClusterProcesses.restart(root, hosts.get(host), "host", true));
    }

    public ClusterClient client() {
        return client;
    }

    @Override
    public void close() {
        try {
            client.close();
        } finally {
            directory.close();
        }
    }
}
