package io.farpage.server.cluster;

import io.farpage.api.HostRef;
import io.farpage.api.HostStats;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionProvider;
import io.farpage.api.Reply;
import io.farpage.metadata.RatisDirectory;
import io.farpage.pager.PagerConfig;
import io.farpage.pager.RemoteMemory;
import io.farpage.replication.Peers;
import io.farpage.replication.Regions;
import io.farpage.replication.Scrub;
import io.farpage.replication.StripeConfig;
import io.farpage.server.SystemThreads;
import io.farpage.server.WarmRegions;
import io.farpage.server.config.ClusterSettings;
import java.time.Duration;
import java.util.UUID;

/**
 * A program's way into a cluster of other processes.
 *
 * <pre>{@code
 * try (ClusterClient client = ClusterClient.connect(Settings.read(file, ClusterSettings.class));
 *         RemoteRegion region = client.memory().attach("orders")) { ... }
 * }</pre>
 *
 * <p>Thread-safe.
 */
public final class ClusterClient implements AutoCloseable {
    private static final Duration DIRECTORY_TIMEOUT = Duration.ofSeconds(30);

    private final ClusterSettings cluster;
    private final SystemThreads threads;
    private final RatisDirectory directory;
    private final Transports transports;
    private final Regions regions;
    private final Peers peers;
    private final RemoteMemory memory;

    private ClusterClient(
            ClusterSettings cluster,
            SystemThreads threads,
            RatisDirectory directory,
            Transports transports,
            Peers peers,
            Regions regions,
            RemoteMemory memory) {
        this.cluster = cluster;
        this.threads = threads;
        this.directory = directory;
        this.transports = transports;
        this.peers = peers;
        this.regions = regions;
        this.memory = memory;
    }

    /** Makes a client; nothing is sent before it is used. */
    public static ClusterClient connect(ClusterSettings cluster) {
        SystemThreads threads = new SystemThreads();
        RatisDirectory directory = new RatisDirectory(cluster.metadataGroup(), DIRECTORY_TIMEOUT, threads);
        Transports transports = new Transports(cluster, threads);
        Peers peers = new Peers(transports, directory);
        Regions.Config config = new Regions.Config(
                "client-" + ProcessHandle.current().pid() + "-" + UUID.randomUUID(),
                cluster.slabBytes(),
                cluster.lease(),
                StripeConfig.defaults().outlasting(cluster.heartbeat().toNanos()));
        Regions regions =
                new Regions(directory, peers, threads, cluster.placement().policy(), config);
        return new ClusterClient(
                cluster,
                threads,
                directory,
                transports,
                peers,
                regions,
                new RemoteMemory(new WarmRegions(regions, threads), threads, PagerConfig.DEFAULT));
    }

    /** The cluster's memory; closed with the client. */
    public RemoteMemory memory() {
        return memory;
    }

    /** Regions without local memory, for those who move whole pages themselves. */
    public RegionProvider regions() {
        return regions;
    }

    /** Requests that were sent to the metadata group so far. */
    public long metadataCalls() {
        return directory.calls();
    }

    /** What the metadata group knows. */
    public PlacementDirectory directory() {
        return directory;
    }

    /** How the cluster is. */
    public ClusterStatus status() {
        return ClusterStatus.of(directory, cluster.repairBytesPerSecond());
    }

    /** What a host says of itself. Asks it; blocks for a bounded time. */
    public Reply<HostStats> stats(HostRef host) {
        return peers.stats(host);
    }

    /**
     * What reads all that hosts hold and mends it, by this process.
     *
     * @param bytesPerSecond how much it reads and writes at the most
     */
    public Scrub scrub(long bytesPerSecond) {
        return new Scrub(directory, peers, threads, StripeConfig.defaults(), bytesPerSecond);
    }

    @Override
    public void close() {
        memory.close();
        peers.close();
        transports.close();
        directory.close();
    }
}
