package io.farpage.bench.loss;

/**
 * A probability as trials show it: so many of them hit.
 *
 * <p>The interval is Wilson's (<i>Probable inference, the law of succession, and statistical inference</i>, Journal of the American
 * Statistical Association 22, 1927), which also holds when all or none hit.
 */
record Estimate(long hits, long trials) {
    /** Of a normal distribution, 99 % lie within so many standard deviations of the mean. */
    private static final double DEVIATIONS = 2.5758;

    double share() {
        return (double) hits / trials;
    }

    /** Where the interval begins that holds the true value in 99 of 100 such estimates. */
    double low() {
        return hits == 0 ? 0 : middle() - reach();
    }

    /** Where it ends. */
    double high() {
        return hits == trials ? 1 : middle() + reach();
    }

    private double middle() {
        return (hits + DEVIATIONS * DEVIATIONS / 2) / (trials + DEVIATIONS * DEVIATIONS);
    }

    private double reach() {
        double misses = trials - hits;
        return DEVIATIONS
                / (trials + DEVIATIONS * DEVIATIONS)
                * Math.sqrt(hits * misses / trials + DEVIATIONS * DEVIATIONS / 4);
    }
}
