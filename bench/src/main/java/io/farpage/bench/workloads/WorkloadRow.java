package io.farpage.bench.workloads;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * One line of {@code bench workloads}; the names are those of {@code --json}.
 *
 * @param what {@code ycsbA}, {@code ycsbB}, {@code ycsbC}, {@code ycsbF} or {@code pageRank}
 * @param transport {@code shm} or {@code aeron}
 * @param scheme {@code 3 copies} or {@code 4+2}
 * @param k fragments that a page is read from; a copy is one
 * @param m losses that it survives
 * @param localPercent local memory for a hundred bytes of the region
 * @param crash whether a host was killed in the middle
 * @param seconds all of it
 * @param perSecond operations of YCSB, or edges that PageRank followed
 * @param p50Us of an operation, from when it was due, in another run with half as many operations a second as there could be without
 *     crash; 0 for PageRank
 * @param p99Us the same
 * @param p999Us the same
 * @param faultsPerOperation pages that were fetched because an access needed them, for an operation or an edge
 * @param wrong values that were not whole or not of their key; 0 unless there is a bug
 */
@JsonPropertyOrder({"what", "transport", "scheme"})
record WorkloadRow(
        String what,
        String transport,
        String scheme,
        int k,
        int m,
        int localPercent,
        boolean crash,
        double seconds,
        double perSecond,
        double p50Us,
        double p99Us,
        double p999Us,
        double faultsPerOperation,
        long wrong) {}
