package io.farpage.chaos.processes;

import java.util.List;

/**
 * What a run was like; the names are those of {@code --json}.
 *
 * @param seed decides which faults came, and when
 * @param seconds how long faults were injected
 * @param operations reads and writes of whole pages that ended
 * @param kills processes that were killed with -9: hosts and metadata peers
 * @param stops hosts that were stopped for a while, or slowed down by many short stops
 * @param fragmentsDamaged fragments that rotted at rest
 * @param violations times that something was read that was not what was written last, or that the cluster did not heal
 * @param lostPages reads that ended with an explicit loss
 * @param degradedReads pages that were decoded because data was missing
 * @param healSeconds how long full tolerance took after the last fault
 * @param calmP99Us 99th percentile of an operation's time in seconds in which nothing was wrong
 * @param faultyP99Us the same in the others
 * @param details the violations, in words
 */
record ChaosReport(
        long seed,
        double seconds,
        long operations,
        int kills,
        int stops,
        int fragmentsDamaged,
        int violations,
        long lostPages,
        long degradedReads,
        double healSeconds,
        double calmP99Us,
        double faultyP99Us,
        List<String> details) {
    void print() {
        System.out.printf("operations       %,d in %.0f s%n", operations, seconds);
        System.out.printf(
                "faults           %d kills, %d stops, %d fragments damaged%n", kills, stops, fragmentsDamaged);
        System.out.printf("degraded reads   %,d%n", degradedReads);
        System.out.printf("p99 of an access %.0f us in calm seconds, %.0f us in others%n", calmP99Us, faultyP99Us);
        System.out.printf("healed           %.1f s after the last fault%n", healSeconds);
        System.out.printf("lost pages       %d%n", lostPages);
        System.out.printf("violations       %d%n", violations);
        details.forEach(each -> System.out.println("  " + each));
    }
}
