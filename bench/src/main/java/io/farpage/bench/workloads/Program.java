package io.farpage.bench.workloads;

import org.HdrHistogram.Histogram;

/** A program on a region with so much local memory. Used by one thread. */
interface Program extends AutoCloseable {
    /**
     * What a run measured.
     *
     * @param operations operations or edges
     * @param faults pages that were fetched because an access needed them
     * @param times of single operations in nanoseconds, from when one was due; empty where there are none
     * @param wrong values that were not whole or not of their key
     */
    record Result(double seconds, long operations, long faults, Histogram times, long wrong) {
        double perSecond() {
            return operations / seconds;
        }
    }

    /**
     * Runs it as fast as it can.
     *
     * @param secondsWithoutCrash about how long that takes if no host is killed; then one is killed in the middle, and returned to use after the
     *     run. 0 if none is to be killed
     */
    Result run(double secondsWithoutCrash) throws InterruptedException;

    /**
     * Runs single operations, so many a second, or as many as there can be if that is 0. Does nothing where there are none.
     *
     * @param crash whether a host is killed in the middle, and returned to use after the run
     */
    Result paced(double perSecond, boolean crash) throws InterruptedException;

    @Override
    void close();
}
