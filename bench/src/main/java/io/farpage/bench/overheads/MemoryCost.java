package io.farpage.bench.overheads;

import io.farpage.api.HostInfo;
import io.farpage.api.HostStats;
import io.farpage.api.Reply;
import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.ProcessMemory;
import io.farpage.server.cluster.ClusterClient;
import java.util.stream.LongStream;

/**
 * Memory that a region takes.
 *
 * @param slabsPerByte of slabs, for a byte of the region: headers, parity and spare slots included
 * @param residentPerByte that the kernel has given out since the region was made, for slabs and to the hosts themselves
 * @param hostMiB that a host takes besides, with nothing stored
 */
record MemoryCost(double slabsPerByte, double residentPerByte, double hostMiB) {
    /** What all took when there was no region. */
    record Empty(long residentBytes, double hostMiB) {
        static Empty of(BenchCluster cluster) {
            double hostBytes = pids(cluster)
                    .map(pid -> ProcessMemory.of(pid).privateBytes())
                    .average()
                    .orElse(0);
            return new Empty(MemoryCost.residentBytes(cluster), hostBytes / (1 << 20));
        }

        /** That of a region of so many bytes, when all its pages are written. */
        MemoryCost with(BenchCluster cluster, long regionBytes) {
            return new MemoryCost(
                    (double) slabBytes(cluster.client()) / regionBytes,
                    (double) (MemoryCost.residentBytes(cluster) - residentBytes) / regionBytes,
                    hostMiB);
        }
    }

    /** Of slabs in shared memory each process has those pages that it has touched: the client most of them. */
    private static long residentBytes(BenchCluster cluster) {
        long ofHosts = pids(cluster)
                .map(pid -> {
                    ProcessMemory memory = ProcessMemory.of(pid);
                    return memory.privateBytes() + memory.sharedBytes();
                })
                .sum();
        return ofHosts + ProcessMemory.of(ProcessHandle.current().pid()).sharedBytes();
    }

    private static LongStream pids(BenchCluster cluster) {
        return cluster.hosts().stream().mapToLong(host -> host.pid());
    }

    private static long slabBytes(ClusterClient client) {
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
}
