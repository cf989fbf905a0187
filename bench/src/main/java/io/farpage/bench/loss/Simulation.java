package io.farpage.bench.loss;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;

/** Loses hosts of a placement at random, and looks whether a group has lost more members than it tolerates. Used by one thread. */
final class Simulation {
    private final Placement placement;
    private final int tolerated;
    private final SplittableRandom random;
    private final int[][] groupsOf;
    private final int[] order;
    private final int[] lostMembers;

    /** Equal seeds give equal results. */
    Simulation(Placement placement, int tolerated, long seed) {
        this.placement = placement;
        this.tolerated = tolerated;
        random = new SplittableRandom(seed);
        groupsOf = groupsOf(placement);
        order = IntStream.range(0, placement.hosts()).toArray();
        lostMembers = new int[placement.groups().size()];
    }

    private static int[][] groupsOf(Placement placement) {
        List<List<Integer>> groupsOf = new ArrayList<>();
        for (int host = 0; host < placement.hosts(); host++) {
            groupsOf.add(new ArrayList<>());
        }
        for (int group = 0; group < placement.groups().size(); group++) {
            for (int member : placement.groups().get(group)) {
                groupsOf.get(member).add(group);
            }
        }
        return groupsOf.stream()
                .map(groups -> groups.stream().mapToInt(group -> group).toArray())
                .toArray(int[][]::new);
    }

    /** Loses so many hosts at once, again and again. */
    Estimate atOnce(int lostHosts, long trials) {
        long hits = 0;
        for (long trial = 0; trial < trials; trial++) {
            for (int i = 0; i < lostHosts; i++) {
                swap(i, random.nextInt(i, placement.hosts()));
            }
            if (isFatal(lostHosts)) {
                hits++;
            }
        }
        return new Estimate(hits, trials);
    }

    /**
     * Loses hosts one by one, each when it has been well for an exponentially distributed time, and repairs each after a fixed time:
     * years that lose data, from when all hosts are well.
     *
     * @param failureRate of a host, a year
     * @param repairYears how long it is lost
     */
    Estimate years(double failureRate, double repairYears, long years) {
        long hits = 0;
        double[] repairedAt = new double[placement.hosts()];
        for (long year = 0; year < years; year++) {
            if (losesDataInAYear(failureRate, repairYears, repairedAt)) {
                hits++;
            }
        }
        return new Estimate(hits, years);
    }

    /** The first hosts in the order are those that are lost, in any order; {@code repairedAt} goes with them. */
    private boolean losesDataInAYear(double failureRate, double repairYears, double[] repairedAt) {
        int lost = 0;
        double now = 0;
        while (true) {
            double failure = now - Math.log1p(-random.nextDouble()) / (failureRate * (placement.hosts() - lost));
            int next = earliest(repairedAt, lost);
            if (next >= 0 && repairedAt[next] < failure) {
                now = repairedAt[next];
                lost--;
                swap(next, lost);
                repairedAt[next] = repairedAt[lost];
            } else if (failure >= 1) {
                return false;
            } else {
                now = failure;
                swap(lost, random.nextInt(lost, placement.hosts()));
                repairedAt[lost] = now + repairYears;
                lost++;
                if (isFatal(lost)) {
                    return true;
                }
            }
        }
    }

    private static int earliest(double[] times, int count) {
        int earliest = -1;
        for (int i = 0; i < count; i++) {
            if (earliest < 0 || times[i] < times[earliest]) {
                earliest = i;
            }
        }
        return earliest;
    }

    private void swap(int one, int other) {
        int host = order[one];
        order[one] = order[other];
        order[other] = host;
    }

    /** Whether some group has more of its members among the first hosts in the order than it can lose. */
    private boolean isFatal(int lostHosts) {
        if (lostHosts <= tolerated) {
            return false;
        }
        boolean fatal = false;
        for (int i = 0; i < lostHosts; i++) {
            for (int group : groupsOf[order[i]]) {
                fatal |= ++lostMembers[group] > tolerated;
            }
        }
        for (int i = 0; i < lostHosts; i++) {
            for (int group : groupsOf[order[i]]) {
                lostMembers[group] = 0;
            }
        }
        return fatal;
    }
}
