package io.farpage.bench.overheads;

import io.farpage.bench.measure.BenchCluster;
import io.farpage.bench.measure.ProcessMemory;
import java.util.stream.LongStream;

/**
 * Memory that a region takes.
 *
 * @param slabsPerByte of slabs, for a byte of the region: headers, parity and spare slots included
 * @param residentPerByte that the kernel has given out for slabs, for a byte of the region; unless slabs are in shared memory, by how much
 *     the processes of the hosts have grown
 * @param hostMiB that the process of a host has besides slabs, on average, tables included
 */
record MemoryCost(double slabsPerByte, double residentPerByte, double hostMiB) {
    /** What all processes had when there was no region. */
    record Empty(BenchCluster cluster, boolean sharedSlabs, long residentBytes) {
        static Empty of(BenchCluster cluster, boolean sharedSlabs) {
            return new Empty(cluster, sharedSlabs, MemoryCost.residentBytes(cluster, sharedSlabs));
        }

        /** That of a region of so many bytes, when all its pages are written. */
        MemoryCost with(long regionBytes) {
            long slabBytes = cluster.slabBytes();
            long grown = MemoryCost.residentBytes(cluster, sharedSlabs) - residentBytes;
            double besides = privateBytes(cluster) - (sharedSlabs ? 0 : slabBytes);
            return new MemoryCost(
                    (double) slabBytes / regionBytes,
                    (double) grown / regionBytes,
                    besides / cluster.hosts().size() / (1 << 20));
        }
    }

    /** Of slabs in shared memory each process has those pages that it has touched: the client most of them. */
    private static long residentBytes(BenchCluster cluster, boolean sharedSlabs) {
        if (!sharedSlabs) {
            return privateBytes(cluster);
        }
        return LongStream.concat(
                        pids(cluster), LongStream.of(ProcessHandle.current().pid()))
                .map(pid -> ProcessMemory.of(pid).sharedBytes())
                .sum();
    }

    private static long privateBytes(BenchCluster cluster) {
        return pids(cluster).map(pid -> ProcessMemory.of(pid).privateBytes()).sum();
    }

    private static LongStream pids(BenchCluster cluster) {
        return cluster.hosts().stream().mapToLong(host -> host.pid());
    }
}
