package io.farpage.bench.soak;

import java.util.List;

/**
 * What a soak found.
 *
 * @param seed of the accesses
 * @param accesses reads, writes and increments of all threads
 * @param faults of them, accesses for which a page was fetched
 * @param wrongWords words that did not hold what was last written, at any time; 0 unless there is a bug
 * @param lostIncrements increments of words that all threads share which are missing at the end; 0 unless there is a bug
 * @param memory from time to time
 */
record SoakResult(
        int threads,
        long seed,
        double seconds,
        long accesses,
        long faults,
        long wrongWords,
        long lostIncrements,
        List<Memory> memory) {
    /**
     * Memory at one moment, in MiB.
     *
     * @param heap of this process, after a collection
     * @param resident of this process
     * @param hostsResident of all hosts
     */
    record Memory(double second, double heap, double resident, double hostsResident) {}
}
