package io.farpage.bench.workloads;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.SplittableRandom;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ZipfTest {
    private static final int COUNT = 1000;
    private static final int DRAWS = 1_000_000;

    @Test
    void aNumbersShareFallsWithItsRankAsTheLawSays() {
        Zipf zipf = new Zipf(COUNT);
        SplittableRandom random = new SplittableRandom(1);
        int[] drawn = new int[COUNT];
        for (int i = 0; i < DRAWS; i++) {
            drawn[(int) zipf.rank(random)]++;
        }

        double[] law = IntStream.rangeClosed(1, COUNT)
                .mapToDouble(rank -> Math.pow(rank, -0.99))
                .toArray();
        double sum = DoubleStream.of(law).sum();
        // The generator is exact for the first two, and an approximation for the others.
        assertThat(drawn[0] / (double) DRAWS).isCloseTo(law[0] / sum, within(0.002));
        assertThat(drawn[1] / (double) DRAWS).isCloseTo(law[1] / sum, within(0.002));
        assertThat(IntStream.range(100, COUNT).map(rank -> drawn[rank]).sum() / (double) DRAWS)
                .isCloseTo(DoubleStream.of(law).skip(100).sum() / sum, within(0.05));
    }

    @Test
    void popularNumbersAreSpreadOverAll() {
        Zipf zipf = new Zipf(COUNT);
        SplittableRandom random = new SplittableRandom(2);

        assertThat(IntStream.range(0, DRAWS).mapToLong(i -> zipf.next(random)).distinct())
                .allMatch(number -> number >= 0 && number < COUNT)
                .hasSizeGreaterThan(COUNT / 2);
    }
}
