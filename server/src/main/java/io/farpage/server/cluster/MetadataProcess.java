package io.farpage.server.cluster;

import io.farpage.api.Threads;
import io.farpage.metadata.MetadataPeer;
import io.farpage.metadata.MetadataPeerConfig;
import io.farpage.metadata.RatisDirectory;
import io.farpage.server.SystemThreads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.MetadataSettings;
import io.farpage.server.metrics.MetricsServer;
import io.farpage.server.metrics.MetricsServer.Health;
import java.io.IOException;
import java.time.Duration;

/** One peer of a cluster's metadata group; the one that leads also watches hosts and repairs. */
public final class MetadataProcess implements AutoCloseable {
    private static final Duration DIRECTORY_TIMEOUT = Duration.ofSeconds(10);

    private final KeptPeer peer;
    private final Threads.Task keeping;
    private final RatisDirectory directory;
    private final Threads.Task coordinator;
    private final MetricsServer metrics;

    private MetadataProcess(
            KeptPeer peer,
            Threads.Task keeping,
            RatisDirectory directory,
            Threads.Task coordinator,
            MetricsServer metrics) {
        this.peer = peer;
        this.keeping = keeping;
        this.directory = directory;
        this.coordinator = coordinator;
        this.metrics = metrics;
    }

    /**
     * Starts a peer; returns when it takes part.
     *
     * @param joins whether it is to replace another peer, and waits until the group is reconfigured
     * @throws UsageException when the directory is of another cluster or peer, or damaged, or the port is in use
     */
    public static MetadataProcess start(ClusterSettings cluster, MetadataSettings settings, boolean joins) {
        SystemThreads threads = new SystemThreads();
        KeptPeer peer;
        try {
            MetadataPeerConfig config =
                    MetadataPeerConfig.of(cluster.metadataGroup(), settings.id(), settings.directory());
            peer = new KeptPeer(() -> joins ? MetadataPeer.join(config, threads) : MetadataPeer.start(config, threads));
        } catch (IOException | IllegalArgumentException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
        RatisDirectory directory = new RatisDirectory(cluster.metadataGroup(), DIRECTORY_TIMEOUT, threads);
        Coordinator coordinator = new Coordinator(directory, threads, cluster, peer::leads);
        Threads.Task keeping = threads.start("peer", peer);
        Threads.Task task = threads.start("coordinator", coordinator);
        try {
            MetricsServer metrics = MetricsServer.start(
                    "http", settings.httpAddress(), CoordinatorMetrics.of(peer, coordinator), () -> health(peer));
            return new MetadataProcess(peer, keeping, directory, task, metrics);
        } catch (RuntimeException e) {
            task.close();
            directory.close();
            keeping.close();
            peer.close();
            throw e;
        }
    }

    private static Health health(KeptPeer peer) {
        boolean knowsLeader = peer.leader().isPresent();
        String detail = peer.leader().map(leader -> "the leader is " + leader).orElse("there is no leader");
        return new Health(peer.id(), peer.isAlive() && knowsLeader, peer.isAlive() ? detail : peer.failure());
    }

    @Override
    public void close() {
        metrics.close();
        coordinator.close();
        directory.close();
        keeping.close();
        peer.close();
    }
}
