package io.farpage.bench.loss;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.MathContext;

/**
 * What can be computed of a placement of groups.
 *
 * <p>Losses at once are what Cidon et al. count for copies (<i>Copysets: Reducing the Frequency of Data Loss in Cloud Storage</i>, USENIX
 * ATC 2013): the fewer different sets of hosts hold a group, the rarer does one of them die out, and the more is lost with it. Lee et al.
 * do so for coded groups (<i>Hydra: Resilient and Highly Available Remote Memory</i>, FAST 2022, CodingSets). They count sets of m+1
 * hosts; here no overlap is left out.
 */
sealed interface Model permits RandomGroups, Parts {
    /** The probability that some group loses too many members when so many hosts, any with equal probability, are lost at a moment. */
    double atOnce(int lostHosts);

    /**
     * How many times a year some group loses too many members, when hosts fail one by one and are repaired; groups that are lost together
     * count once.
     *
     * @param failureRate of each host that is well, a year
     * @param repairRate of each that is lost
     */
    double lossesAYear(double failureRate, double repairRate);

    /** As precisely as a double is, also when both numbers are far beyond one. */
    static double ratio(BigInteger some, BigInteger all) {
        return new BigDecimal(some)
                .divide(new BigDecimal(all), MathContext.DECIMAL64)
                .doubleValue();
    }
}
