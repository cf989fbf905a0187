package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.PageResult;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import org.junit.jupiter.api.Test;

/** An owner goes on after somebody else has taken its region over. */
class ZombieOwnerTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 16);

    @Test
    void itsWritesAreNeverAcknowledgedAndNeverSeen() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program zombie = cluster.create(SPEC);
            for (int page = 0; page < 16; page++) {
                zombie.mustWrite(page, 1);
            }
            Program owner = cluster.takeOver(SPEC);
            for (int page = 0; page < 16; page++) {
                if (page % 2 == 0) {
                    owner.mustWrite(page, 2);
                }
                assertThat(zombie.write(page, 666)).isInstanceOf(PageResult.Fenced.class);
            }
            assertThat(zombie.store().trim(3)).isInstanceOf(PageResult.Fenced.class);
            for (int page = 0; page < 16; page++) {
                assertThat(owner.stamp(page)).isEqualTo(page % 2 == 0 ? 2 : 1);
            }
            Program next = cluster.takeOver(SPEC);
            for (int page = 0; page < 16; page++) {
                assertThat(next.stamp(page)).isEqualTo(page % 2 == 0 ? 2 : 1);
            }
        }
    }

    @Test
    void itIsNotToldThatPagesAreLostWhichItNoLongerOwns() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program zombie = cluster.create(SPEC);
            zombie.mustWrite(3, 1);
            Program owner = cluster.takeOver(SPEC);
            for (long stamp = 2; stamp < 300; stamp++) {
                owner.mustWrite(3, stamp);
            }

            assertThat(zombie.read(3))
                    .isEqualTo(new PageResult.Fenced(owner.store().epoch()));
        }
    }

    @Test
    void aWriteThatWasUnderWayInTheTakeoverIsAcknowledgedOnlyWhenItWasTakenOver() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program zombie = cluster.create(SPEC);
            zombie.mustWrite(3, 1);
            boolean[] taken = {false};
            Program[] owner = new Program[1];
            int[] hungIds = cluster.hostIdsOf(0b100);
            cluster.host(hungIds[0]).hang();
            cluster.threads.whileWaiting(() -> {
                if (!taken[0]) {
                    taken[0] = true;
                    owner[0] = cluster.takeOver(SPEC);
                    cluster.host(hungIds[0]).resume();
                }
            });

            PageResult result = zombie.write(3, 666);

            long stamp = owner[0].stamp(3);
            assertThat(stamp).isIn(result.isDone() ? 666L : 1L, 666L);
            assertThat(cluster.takeOver(SPEC).stamp(3)).isEqualTo(stamp);
        }
    }

    @Test
    void aRegionThatWasDeletedAnswersInsteadOfThrowing() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program zombie = cluster.create(SPEC);
            zombie.mustWrite(3, 1);
            cluster.clock.advance(60_000_000_000L);
            cluster.process("other", cluster.network, SPEC).delete(TestCluster.REGION);
            for (int id = 1; id <= 6; id++) {
                assertThat(cluster.host(id).slabs()).isEmpty();
            }

            assertThat(zombie.write(3, 2).isDone()).isFalse();
            assertThat(zombie.read(3).isDone()).isFalse();
        }
    }
}
