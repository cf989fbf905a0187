package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.fake.ManualClock;
import org.junit.jupiter.api.Test;

class LeaderTimeTest {
    private static final long MS = 1_000_000;

    private final ManualClock clock = new ManualClock();

    @Test
    void startsAtZeroWhateverItsClockSays() {
        clock.advance(77 * MS);
        LeaderTime time = new LeaderTime(clock);

        clock.advance(5 * MS);

        assertThat(time.stamp(0)).isEqualTo(5);
    }

    @Test
    void goesOnFromWhereAnotherLeaderHadCome() {
        LeaderTime time = new LeaderTime(clock);

        assertThat(time.stamp(1000)).isEqualTo(1000);
        clock.advance(30 * MS);
        assertThat(time.stamp(1000)).isEqualTo(1030);
    }

    @Test
    void staysAheadOfAStateThatLagsBehind() {
        LeaderTime time = new LeaderTime(clock);
        clock.advance(500 * MS);

        assertThat(time.stamp(20)).isEqualTo(500);
    }
}
