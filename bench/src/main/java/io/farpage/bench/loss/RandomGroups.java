package io.farpage.bench.loss;

import java.math.BigInteger;

/** Groups of hosts that are drawn evenly and independently of each other. */
record RandomGroups(int hosts, int groupSize, int tolerated, int groups) implements Model {
    /**
     * Each group loses a number of members that is distributed hypergeometrically, whichever hosts are lost, so that the fates of the
     * groups are independent, too.
     */
    @Override
    public double atOnce(int lostHosts) {
        BigInteger fatal = BigInteger.ZERO;
        for (int lost = tolerated + 1; lost <= groupSize; lost++) {
            fatal = fatal.add(
                    Binomial.choose(groupSize, lost).multiply(Binomial.choose(hosts - groupSize, lostHosts - lost)));
        }
        double one = Model.ratio(fatal, Binomial.choose(hosts, lostHosts));
        return -Math.expm1(groups * Math.log1p(-one));
    }

    @Override
    public double lossesAYear(double failureRate, double repairRate) {
        double one = 1 / MeanTime.untilLoss(Harmless.anyGroups(groupSize, tolerated), failureRate, repairRate);
        return one
                * differentFatalSets()
                / Binomial.choose(groupSize, tolerated + 1).doubleValue();
    }

    /** How many sets of m+1 hosts are in some group, as is to be expected: of so many draws some fall on the same. */
    private double differentFatalSets() {
        double all = Binomial.choose(hosts, tolerated + 1).doubleValue();
        double ofOne = Binomial.choose(groupSize, tolerated + 1).doubleValue();
        return -all * Math.expm1(groups * Math.log1p(-ofOne / all));
    }
}
