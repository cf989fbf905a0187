package io.farpage.bench.peers;

import org.HdrHistogram.Histogram;

/** The same kind of work again and again. */
final class PeerLoad {
    static final int[] IN_FLIGHT = {1, Peer.MOST};

    private static final int ROUND_MS = 1_000;
    private static final double FASTER = 1.05;
    private static final int ROUNDS_NOT_FASTER = 2;

    private PeerLoad() {}

    /** Reads or writes for so long; returns the times that the peer took, each for all that were asked for at once. */
    static Histogram repeat(Values values, boolean write, int inFlight, long durationMs) {
        Histogram times = new Histogram(3);
        long start = System.nanoTime();
        while (System.nanoTime() - start < durationMs * 1_000_000) {
            times.recordValue(values.run(write, inFlight));
        }
        values.requireDone();
        return times;
    }

    /** Reads and writes until that gets no faster, or for so long. Servers on a JVM need a while, when other processes want the cores, too. */
    static void warmUp(Values values, long mostMs) {
        long start = System.nanoTime();
        double bestNs = Double.MAX_VALUE;
        for (int notFaster = 0; notFaster < ROUNDS_NOT_FASTER && System.nanoTime() - start < mostMs * 1_000_000; ) {
            double ns = 0;
            for (int inFlight : IN_FLIGHT) {
                ns += repeat(values, false, inFlight, ROUND_MS / 4).getMean()
                        + repeat(values, true, inFlight, ROUND_MS / 4).getMean();
            }
            notFaster = ns * FASTER < bestNs ? 0 : notFaster + 1;
            bestNs = Math.min(ns, bestNs);
        }
    }
}
