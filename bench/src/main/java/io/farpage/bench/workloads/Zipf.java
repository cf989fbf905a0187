package io.farpage.bench.workloads;

import java.util.SplittableRandom;

/**
 * Numbers of which some are asked for far more often than others, as YCSB chooses keys: the zipfian generator of Gray, Sundaresan,
 * Englert, Baclawski and Weinberger, "Quickly generating billion-record synthetic databases" (SIGMOD 1994), section 3, with the popular
 * ones spread over all numbers by a hash (Cooper et al., "Benchmarking cloud serving systems with YCSB", SoCC 2010). Immutable.
 */
final class Zipf {
    private static final double THETA = 0.99;
    private static final long FNV_OFFSET = 0xCBF29CE484222325L;
    private static final long FNV_PRIME = 0x100000001B3L;

    private final long count;
    private final double zetaOfAll;
    private final double alpha = 1 / (1 - THETA);
    private final double eta;

    /** Numbers from 0 to {@code count}, less one. */
    Zipf(long count) {
        this.count = count;
        zetaOfAll = zeta(count);
        eta = (1 - Math.pow(2.0 / (double) count, 1 - THETA)) / (1 - zeta(2) / zetaOfAll);
    }

    private static double zeta(long count) {
        double sum = 0;
        for (long i = 1; i <= count; i++) {
            sum += 1 / Math.pow((double) i, THETA);
        }
        return sum;
    }

    long next(SplittableRandom random) {
        return Math.floorMod(hash(rank(random)), count);
    }

    /** How popular the next one is: 0 for the most popular. */
    long rank(SplittableRandom random) {
        double uniform = random.nextDouble();
        double scaled = uniform * zetaOfAll;
        if (scaled < 1) {
            return 0;
        }
        if (scaled < 1 + Math.pow(0.5, THETA)) {
            return 1;
        }
        return Math.min(count - 1, (long) ((double) count * Math.pow(eta * uniform - eta + 1, alpha)));
    }

    /** FNV-1a of the number's bytes. */
    private static long hash(long value) {
        long hash = FNV_OFFSET;
        for (int i = 0; i < Long.BYTES; i++) {
            hash = (hash ^ (value >>> (Byte.SIZE * i) & 0xff)) * FNV_PRIME;
        }
        return hash;
    }
}
