package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.fake.TestThreads;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real threads: an owner, its keeper, a repairer and hosts that die one after the other. */
class ConcurrentRepairTest {
    private static final int PAGES = 24;
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), PAGES);

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {1, 2, 3})
    void noPageIsStaleWhileHostsDieAndAreReplacedUnderWrites(long seed) {
        Random random = new Random(seed);
        long[] stamps = new long[PAGES];
        try (TestCluster cluster = new TestCluster(7);
                TestThreads threads = new TestThreads();
                Program owner = new Program(
                        cluster.process("owner", cluster.network, SPEC, threads).create(SPEC))) {
            RepairService repairer = new RepairService(
                    cluster.directory,
                    new Peers(cluster.network, cluster.directory),
                    threads,
                    new LeastUsedPlacement(),
                    cluster.config,
                    Long.MAX_VALUE,
                    100_000);
            threads.start("repair", repairer);
            long stamp = 0;
            for (int kills = 0; kills < 12; kills++) {
                int index = random.nextInt(6);
                int id = cluster.member(index).host().host().value();
                int killAfter = random.nextInt(40);
                int writes = 0;
                while (writes <= killAfter || cluster.group().presentCount() < 6) {
                    if (writes++ == killAfter) {
                        cluster.kill(id);
                        cluster.start(id);
                    }
                    int page = random.nextInt(PAGES);
                    owner.mustWrite(page, ++stamp);
                    stamps[page] = stamp;
                    assertThat(writes)
                            .as("repair goes on: %s", repairer.progress().blockedBy())
                            .isLessThan(1_000_000);
                    int read = random.nextInt(PAGES);
                    assertThat(owner.stamp(read)).isEqualTo(stamps[read]);
                }
            }
            assertThat(repairer.progress().membersRepaired()).isGreaterThanOrEqualTo(12);
            cluster.kill(cluster.hostIdsOf(0b010010));
            for (int page = 0; page < PAGES; page++) {
                assertThat(owner.stamp(page)).isEqualTo(stamps[page]);
            }
            Program next = cluster.takeOver(SPEC);
            for (int page = 0; page < PAGES; page++) {
                assertThat(next.stamp(page)).isEqualTo(stamps[page]);
            }
        }
    }

    @Test
    void theServicesEndWhenTheyAreToldTo() {
        try (TestCluster cluster = new TestCluster(6);
                TestThreads threads = new TestThreads()) {
            threads.start("repair", cluster.repairer()).close();
            threads.start(
                            "monitor",
                            new HostMonitor(
                                    cluster.directory,
                                    new Peers(cluster.network, cluster.directory),
                                    threads,
                                    1_000_000,
                                    dead -> {}))
                    .close();
            threads.assertNoErrors();
        }
    }
}
