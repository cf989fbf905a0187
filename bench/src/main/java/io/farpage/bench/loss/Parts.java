package io.farpage.bench.loss;

import java.math.BigInteger;
import java.util.Arrays;
import java.util.List;

/** Parts of a cluster that share no group, as coding sets are; hosts that are in none hold no group. */
record Parts(int hosts, List<Harmless> parts) implements Model {
    /**
     * The ways in which a part can lose hosts without harm are the coefficients of a polynomial; those of the product are the ways of all
     * parts together.
     */
    @Override
    public double atOnce(int lostHosts) {
        BigInteger[] ways = new BigInteger[lostHosts + 1];
        int rest = hosts - parts.stream().mapToInt(Harmless::hosts).sum();
        Arrays.setAll(ways, lost -> Binomial.choose(rest, lost));
        for (Harmless part : parts) {
            for (int lost = lostHosts; lost >= 0; lost--) {
                BigInteger sum = BigInteger.ZERO;
                for (int here = 0; here <= Math.min(lost, part.hosts()); here++) {
                    sum = sum.add(part.ways().get(here).multiply(ways[lost - here]));
                }
                ways[lost] = sum;
            }
        }
        BigInteger all = Binomial.choose(hosts, lostHosts);
        return Model.ratio(all.subtract(ways[lostHosts]), all);
    }

    @Override
    public double lossesAYear(double failureRate, double repairRate) {
        return parts.stream()
                .mapToDouble(part -> 1 / MeanTime.untilLoss(part, failureRate, repairRate))
                .sum();
    }
}
