package io.farpage.bench.peers;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;

/**
 * What one kill of servers came to, in the middle of a paced load of reads and writes by one thread; the names are those of {@code --json}.
 *
 * @param what {@code crash}
 * @param peer as in {@link PeersRow}
 * @param redundancy how it keeps pages
 * @param survives losses of servers that acknowledged writes survive
 * @param killed servers that were killed at once
 * @param perSecond reads and writes that were due a second
 * @param acknowledgedWrites those that were acknowledged before the kill, filling and warming up included
 * @param lostWrites of them, those that in the end could not be read, nor anything newer of the same page
 * @param lostLater pages whose newest write was acknowledged after the kill and could not be read in the end
 * @param longestGapMs the longest time from the kill on in which nothing was done
 * @param failedOperations reads and writes that failed
 * @param missing reads that found nothing, or something older than was acknowledged
 * @param wrong reads that found what was never written there; 0 unless there is a bug
 * @param p50BeforeUs of a read or write before the kill, from when it was due
 * @param p99BeforeUs the same
 * @param p50AfterUs the same from the kill on
 * @param p99AfterUs the same
 */
@JsonPropertyOrder({"what", "peer", "redundancy", "survives", "killed"})
record CrashRow(
        String what,
        String peer,
        String redundancy,
        int survives,
        int killed,
        int perSecond,
        long acknowledgedWrites,
        long lostWrites,
        long lostLater,
        double longestGapMs,
        long failedOperations,
        long missing,
        long wrong,
        double p50BeforeUs,
        double p99BeforeUs,
        double p50AfterUs,
        double p99AfterUs) {}
