package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import org.junit.jupiter.api.Test;

/** Reads go around slow hosts, and cost no more than a twentieth extra for it. */
class ExtraReadsTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 32);
    private static final StripeConfig CONFIG = new StripeConfig(1_000_000, 100_000_000, 1_000_000_000, 10_000_000, 16);

    @Test
    void waitsForWhatIsNormal() {
        ExtraReads extra = new ExtraReads(CONFIG);
        assertThat(extra.patienceNs(1)).isEqualTo(1_000_000);
        for (int i = 0; i < 100; i++) {
            extra.waited(1, 5_000_000);
        }
        assertThat(extra.patienceNs(1)).isBetween(5_000_000L, 6_000_000L);
        assertThat(extra.patienceNs(16)).isEqualTo(1_000_000);
        for (int i = 0; i < 100; i++) {
            extra.waited(1, 900_000_000);
        }
        assertThat(extra.patienceNs(1)).isEqualTo(25_000_000);
    }

    @Test
    void spendsATwentiethInTheLongRun() {
        ExtraReads extra = new ExtraReads(CONFIG);
        int spent = 0;
        for (int i = 0; i < 100_000; i++) {
            extra.earn(1);
            spent += extra.spend() ? 1 : 0;
        }
        assertThat(spent).isBetween(5_000, 5_064);
    }

    @Test
    void asksAHostThatHangsOnlyNowAndThenWithoutWaitingForTheFailureDetector() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            for (int page = 0; page < 32; page++) {
                program.mustWrite(page, page + 1);
            }
            cluster.hostOf(1).hang();
            for (int page = 0; page < 5; page++) {
                assertThat(program.stamp(page)).isEqualTo(page + 1);
            }
            long before = cluster.hostOf(1).reads();
            long start = cluster.clock.nanoTime();
            for (int i = 0; i < 500; i++) {
                assertThat(program.stamp(i % 32)).isEqualTo(i % 32 + 1);
            }
            assertThat(cluster.hostOf(1).reads() - before).isLessThanOrEqualTo(1);
            assertThat(cluster.clock.nanoTime() - start).isLessThan(200_000_000);
            assertThat(program.store().stats().extraReads()).isLessThanOrEqualTo(20);

            cluster.hostOf(1).resume();
            long reads = cluster.hostOf(1).reads();
            for (int i = 0; i < 20_000; i++) {
                program.stamp(i % 32);
            }
            assertThat(cluster.hostOf(1).reads() - reads).isGreaterThan(5_000);
        }
    }
}
