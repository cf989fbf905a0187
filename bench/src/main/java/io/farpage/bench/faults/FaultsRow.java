package io.farpage.bench.faults;

/**
 * One line of {@code bench faults}; the names are those of {@code --json}.
 *
 * @param transport {@code shm} or {@code aeron}
 * @param what the phase
 * @param seconds that it took
 * @param perSecond accesses of the program
 * @param p50Us median latency of an access; where accesses are paced, from when it was due
 * @param p99Us 99th percentile of it
 * @param p999Us 99.9th percentile of it
 * @param vsCalm {@code p99Us} divided by that of the phase before that nothing disturbed
 * @param refusedFragments fragments that hosts answered as overloaded, of which most were asked for again
 * @param overloadedPages pages that were given up for it, for the pager to try again
 * @param failed accesses that ended with an exception
 * @param wrong reads that found anything else than what was written
 */
record FaultsRow(
        String transport,
        String what,
        double seconds,
        double perSecond,
        double p50Us,
        double p99Us,
        double p999Us,
        double vsCalm,
        long refusedFragments,
        long overloadedPages,
        long failed,
        long wrong) {}
