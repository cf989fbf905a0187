package io.farpage.server;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionException;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import io.farpage.pager.PagerConfig;
import io.farpage.pager.RemoteMemory;
import io.farpage.replication.HostMonitor;
import io.farpage.replication.Peers;
import io.farpage.replication.PlacementPolicy;
import io.farpage.replication.Regions;
import io.farpage.replication.RepairProgress;
import io.farpage.replication.RepairService;
import io.farpage.replication.StripeConfig;
import io.farpage.server.config.ClusterSettings;
import io.farpage.store.InProcessTransport;
import io.farpage.store.MemoryHost;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A whole cluster in this process: memory hosts, a metadata group on disk, repair, and a client. What it stores lives as long
 * as the process; hosts can be killed and come back empty. Thread-safe.
 */
public final class EmbeddedCluster implements AutoCloseable {
    private static final String OWNER = "embedded";
    private static final long REPAIR_BYTES_PER_SECOND = (long) ClusterSettings.DEFAULT_REPAIR_MIBPS << 20;
    private static final long REPAIR_INTERVAL_NS = 50_000_000;

    private final EmbeddedConfig config;
    private final SystemThreads threads = new SystemThreads();
    private final InProcessTransport transport = new InProcessTransport();
    private final Map<HostId, MemoryHost> hosts = new ConcurrentHashMap<>();
    private final EmbeddedMetadata metadata;
    private final PlacementDirectory directory;
    private final Peers peers;
    private final RepairService repair;
    private final Threads.Task monitorTask;
    private final Threads.Task repairTask;
    private final RemoteMemory memory;

    private EmbeddedCluster(EmbeddedConfig config) throws IOException {
        this.config = config;
        metadata = EmbeddedMetadata.start(config.directory(), config.metadataPeers(), threads);
        directory = metadata.directory();
        for (int i = 0; i < config.hosts(); i++) {
            start(new HostId(i));
        }
        peers = new Peers(transport, directory);
        PlacementPolicy placement = config.placement().policy();
        StripeConfig stripes =
                StripeConfig.defaults().outlasting(config.heartbeat().toNanos());
        repair = new RepairService(
                directory, peers, threads, placement, stripes, REPAIR_BYTES_PER_SECOND, REPAIR_INTERVAL_NS);
        monitorTask = threads.start(
                "host monitor",
                new HostMonitor(directory, peers, threads, config.heartbeat().toNanos(), dead -> {}));
        repairTask = threads.start("repair", repair);
        Regions regions = new Regions(
                directory,
                peers,
                threads,
                placement,
                new Regions.Config(OWNER, config.slabBytes(), config.lease(), stripes));
        memory = new RemoteMemory(
                new WarmRegions(regions, threads), threads, PagerConfig.DEFAULT.withLocalBytes(config.localBytes()));
    }

    /**
     * Starts everything and returns when the first page can be written.
     *
     * @throws RegionException when the metadata group cannot be started in the configured directory
     */
    public static EmbeddedCluster start(EmbeddedConfig config) {
        try {
            return new EmbeddedCluster(config);
        } catch (IOException e) {
            throw new RegionException("the embedded cluster could not be started: " + e.getMessage(), e);
        }
    }

    /** What a program uses. Closed with the cluster. */
    public RemoteMemory memory() {
        return memory;
    }

    /** What repair has done and what it has left to do. */
    public RepairProgress repair() {
        return repair.progress();
    }

    /** Hosts that were started and not killed, by id. */
    public List<HostId> liveHosts() {
        return hosts.keySet().stream()
                .sorted((a, b) -> Integer.compare(a.value(), b.value()))
                .toList();
    }

    /** The slab groups of a region, by ordinal. */
    public List<SlabGroup> groups(String region) {
        return new RegionPlacement(directory, region).groups();
    }

    /** Memory of hosts that the region's slabs take, headers, parity and spare slots included. */
    public long lentBytes(String region) {
        return new RegionPlacement(directory, region).lentBytes();
    }

    /** Crashes a host: its memory is gone, nobody is told. */
    public void kill(HostId host) {
        MemoryHost victim = hosts.remove(host);
        if (victim == null) {
            throw new IllegalArgumentException(host + " is not alive");
        }
        victim.kill();
    }

    /** Starts a host, new or killed before; it comes back empty, as a new incarnation. */
    public void start(HostId host) {
        HostInfo info = directory.registerHost(host, "in-process", host.toString(), config.hostBytes());
        MemoryHost fresh = new MemoryHost(info.ref(), config.hostBytes());
        if (hosts.putIfAbsent(host, fresh) != null) {
            fresh.close();
            throw new IllegalArgumentException(host + " is alive");
        }
        transport.add(fresh);
    }

    /**
     * Blocks until every slab group of a region has all its members, on live hosts.
     *
     * @return false when that did not happen in time
     */
    public boolean awaitFullTolerance(String region, Duration patience) {
        return new RegionPlacement(directory, region).awaitFullTolerance(hosts::containsKey, threads, patience);
    }

    @Override
    public void close() {
        memory.close();
        repairTask.close();
        monitorTask.close();
        peers.close();
        hosts.values().forEach(MemoryHost::close);
        metadata.close();
    }
}
