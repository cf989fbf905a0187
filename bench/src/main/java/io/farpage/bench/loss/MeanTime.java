package io.farpage.bench.loss;

/**
 * How long it takes on average until hosts lose data that fail one by one and are repaired.
 *
 * <p>A birth-death process in the number of hosts that are lost and not yet repaired: each of the others fails at a rate, each of these
 * is repaired at one, independently. It ends when a failure is fatal. (For k of n and repairs at once: Angus, <i>On computing MTBF for a
 * k-out-of-n:G repairable system</i>, IEEE Transactions on Reliability 37, 1988; for disks, Gibson and Patterson, <i>Designing disk
 * arrays for high data reliability</i>, Journal of Parallel and Distributed Computing 17, 1993.) That repairs take an exponentially
 * distributed time is an assumption that changes little: while repair is much faster than failure, the probability that so many are
 * being repaired at a moment depends on the mean alone (Sevastyanov's theorem).
 */
final class MeanTime {
    private MeanTime() {}

    /**
     * Until the first loss, from when all hosts are well, in the unit of time of the rates. Of the failures at a state the share is
     * fatal that leads from the harmless sets of that size to others; this is exact when all sets of m+1 hosts are fatal, and
     * otherwise as good as it is that harmless sets of one size are equally frequent, which they are in the steady state.
     *
     * @param failureRate of each host that is well
     * @param repairRate of each that is lost
     */
    static double untilLoss(Harmless hosts, double failureRate, double repairRate) {
        // Of the states up to one, from the highest of them: how long until they are left upwards, and how probably by
        // a loss.
        double time = 0;
        double loss = 0;
        double total = 0;
        double reached = 1;
        for (int lost = 0; lost < hosts.hosts() && reached > 0; lost++) {
            double failing = (hosts.hosts() - lost) * failureRate;
            double repairing = lost * repairRate;
            double fatal = failing * fatalShare(hosts, lost);
            double leaving = failing + repairing * loss;
            time = (1 + repairing * time) / leaving;
            loss = (fatal + repairing * loss) / leaving;
            total += reached * time;
            reached *= 1 - loss;
        }
        return total;
    }

    /** Of all pairs of a harmless set of so many hosts and one host more. */
    private static double fatalShare(Harmless hosts, int lost) {
        double pairs = hosts.ways().get(lost).doubleValue() * (hosts.hosts() - lost);
        return 1 - hosts.ways().get(lost + 1).doubleValue() * (lost + 1) / pairs;
    }
}
