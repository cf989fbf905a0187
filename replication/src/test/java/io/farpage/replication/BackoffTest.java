package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class BackoffTest {
    @Test
    void pausesGrowTwofoldUpToALimitAndDiffer() {
        Backoff backoff = new Backoff(1000, 7);

        for (int tries = 1; tries < 20; tries++) {
            long most = 1000L << Math.min(tries - 1, 6);
            int now = tries;
            assertThat(LongStream.range(0, 50).map(i -> backoff.pauseNs(now)).boxed())
                    .allMatch(pause -> pause >= most / 2 && pause <= most)
                    .hasSizeGreaterThan(1);
        }
        assertThat(backoff.pauseNs(1_000_000)).isLessThanOrEqualTo(64_000);
    }

    @Test
    void processesWithOtherSeedsComeBackAtOtherTimes() {
        assertThat(pauses(1)).isEqualTo(pauses(1)).isNotEqualTo(pauses(2));
    }

    private static long[] pauses(long seed) {
        Backoff backoff = new Backoff(1_000_000, seed);
        return LongStream.rangeClosed(1, 10).map(i -> backoff.pauseNs((int) i)).toArray();
    }
}
