package io.farpage.chaos.sim;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

/**
 * What happens in one simulated run: everything else follows from it.
 *
 * @param seed decides whose turn it is, how long messages take, and what programs do
 * @param data k
 * @param parity m
 * @param hosts memory hosts
 * @param hostsPerDomain how many of them in a row are one failure domain
 * @param commits whether programs commit, and are followed by others that find the last commit
 * @param faults by time
 */
record FaultPlan(long seed, int data, int parity, int hosts, int hostsPerDomain, boolean commits, List<Fault> faults) {
    private static final List<Fault.Kind> KINDS = List.of(Fault.Kind.values());
    private static final int FAULTS = 80;
    private static final int[][] GEOMETRIES = {{4, 2}, {2, 2}, {8, 3}, {2, 1}};
    private static final int MEAN_PAUSE_MS = 400;
    private static final int MAX_DURATION_MS = 3_000;

    FaultPlan {
        faults = List.copyOf(faults);
    }

    static FaultPlan of(long seed) {
        Random random = new Random(seed * 0x9E3779B97F4A7C15L + 1);
        int[] geometry = GEOMETRIES[random.nextInt(GEOMETRIES.length)];
        List<Fault> faults = new ArrayList<>();
        int atMs = 200;
        for (int i = 0; i < FAULTS; i++) {
            Fault.Kind kind = KINDS.get(random.nextInt(KINDS.size()));
            faults.add(new Fault(
                    atMs,
                    kind,
                    random.nextInt(1 << 20),
                    1 + (int) (MAX_DURATION_MS * Math.pow(random.nextDouble(), 3))));
            atMs += random.nextInt(2 * MEAN_PAUSE_MS);
        }
        faults.sort(Comparator.comparingInt(Fault::atMs));
        int hostsPerDomain = random.nextInt(4) == 0 ? 2 : 1;
        int domains = geometry[0] + geometry[1] + 1 + random.nextInt(3);
        boolean commits = random.nextInt(3) == 0;
        return new FaultPlan(seed, geometry[0], geometry[1], domains * hostsPerDomain, hostsPerDomain, commits, faults);
    }

    /** The same with other faults. */
    FaultPlan with(List<Fault> others) {
        return new FaultPlan(seed, data, parity, hosts, hostsPerDomain, commits, others);
    }
}
