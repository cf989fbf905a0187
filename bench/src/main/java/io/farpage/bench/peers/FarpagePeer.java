package io.farpage.bench.peers;

import io.farpage.api.BackingStore;
import io.farpage.api.HostInfo;
import io.farpage.api.PageBatch;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.Resident;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.util.Comparator;

/** A region in a cluster with usual settings. */
final class FarpagePeer implements Peer {
    private final BenchCluster cluster;
    private final long residentEmpty;
    private final BackingStore store;

    private FarpagePeer(BenchCluster cluster, Redundancy redundancy, long dataBytes) {
        this.cluster = cluster;
        residentEmpty = resident(cluster);
        store = cluster.client().regions().create(RegionSpec.of("peers", dataBytes, redundancy));
    }

    /** With as many spare hosts as a page survives losses of: what was on dead hosts is repaired to them. */
    static FarpagePeer start(TransportKind transport, Redundancy redundancy, long dataBytes) throws IOException {
        int lendMiB = (int) ((dataBytes / redundancy.data()) >> 20) * 5 / 4 + 64;
        int hosts = redundancy.total() + redundancy.parity();
        BenchCluster cluster = BenchCluster.start(new ClusterPlan(hosts, lendMiB, transport));
        try {
            return new FarpagePeer(cluster, redundancy, dataBytes);
        } catch (RuntimeException e) {
            cluster.close();
            throw e;
        }
    }

    @Override
    public int frameBytes() {
        return store.frameBytes();
    }

    @Override
    public void read(PageBatch batch) {
        store.read(batch);
    }

    @Override
    public void write(PageBatch batch) {
        store.write(batch);
    }

    private static long resident(BenchCluster cluster) {
        return cluster.hosts().stream()
                .mapToLong(host -> Resident.bytes(host.pid()))
                .sum();
    }

    /** On shared memory what the program has written and hosts have not touched is not among it. */
    @Override
    public long residentBytes() {
        return resident(cluster) - residentEmpty;
    }

    /** Slabs: headers, parity and spare slots included. */
    @Override
    public long memoryBytes() {
        return cluster.slabBytes();
    }

    @Override
    public void kill(int count) {
        cluster.client().directory().hosts().stream()
                .sorted(Comparator.comparingLong(HostInfo::usedBytes).reversed())
                .limit(count)
                .map(host -> cluster.hosts().get(host.ref().host().value()))
                .forEach(ClusterProcesses::kill);
    }

    /** The metadata group repairs by itself. */
    @Override
    public void mend() {}

    @Override
    public void close() {
        try {
            store.close();
        } finally {
            cluster.close();
        }
    }
}
