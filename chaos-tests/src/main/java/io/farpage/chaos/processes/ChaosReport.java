package io.farpage.chaos.processes;

import java.util.List;

/**
 * What a run was like; the names are those of {@code --json}.
 *
 * @param seed decides which faults came, and when
 * @param seconds how long faults were injected
 * @param operations reads and writes of whole pages, and flushes, that ended
 * @param lives processes that were the program, one after the other
 * @param kills processes that were killed with -9: hosts, metadata peers and programs
 * @param programKills how many of them were programs
 * @param zombies programs that were stopped until another one had taken over, and then went on
 * @param stops hosts and metadata leaders that were stopped for a while, or slowed down by many short stops
 * @param storms times that the network lost, doubled, delayed, reordered and damaged datagrams
 * @param cuts times that a host could not be reached, or not be heard, or both
 * @param splits times that a metadata peer and the others could not hear each other, or one way only
 * @param fragmentsDamaged fragments that rotted at rest
 * @param violations promises that were broken, as the histories show, or times that the cluster or the program failed
 * @param failures operations that ended with an error that said that they could not be done in time
 * @param lostPages operations that ended with an explicit loss
 * @param lostPagesExpected pages that were acknowledged and that more deaths at once than can be borne must have cost
 * @param degradedReads pages that were decoded because data was missing
 * @param healSeconds how long full tolerance took after the last fault
 * @param calmP99Us 99th percentile of an operation's time in seconds in which nothing was wrong
 * @param faultyP99Us the same in the others
 * @param details the violations, in words; no more than some
 */
record ChaosReport(
        long seed,
        double seconds,
        long operations,
        int lives,
        int kills,
        int programKills,
        int zombies,
        int stops,
        int storms,
        int cuts,
        int splits,
        int fragmentsDamaged,
        int violations,
        long failures,
        int lostPages,
        int lostPagesExpected,
        long degradedReads,
        double healSeconds,
        double calmP99Us,
        double faultyP99Us,
        List<String> details) {
    /** Whether everything was as promised. */
    boolean isGood() {
        return violations == 0 && lostPages >= lostPagesExpected;
    }

    void print() {
        System.out.printf("operations       %,d in %.0f s, by %d programs%n", operations, seconds, lives);
        System.out.printf("kills            %d, %d of them programs%n", kills, programKills);
        System.out.printf(
                "other faults     %d stops, %d zombies, %d storms, %d cuts, %d splits, %d fragments damaged%n",
                stops, zombies, storms, cuts, splits, fragmentsDamaged);
        System.out.printf("degraded reads   %,d%n", degradedReads);
        System.out.printf("p99 of an access %.0f us in calm seconds, %.0f us in others%n", calmP99Us, faultyP99Us);
        System.out.printf("healed           %.1f s after the last fault%n", healSeconds);
        System.out.printf("not in time      %d operations%n", failures);
        System.out.printf("lost pages       %d, at least %d expected%n", lostPages, lostPagesExpected);
        System.out.printf("violations       %d%n", violations);
        details.forEach(each -> System.out.println("  " + each));
    }
}
