package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.MemberState;
import io.farpage.api.PageResult;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.fake.FakeHost;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class RepairServiceTest {
    private static final Redundancy FOUR_PLUS_TWO = Redundancy.coded(4, 2);
    private static final RegionSpec SPEC = TestCluster.spec(FOUR_PLUS_TWO, 16);

    static Stream<Redundancy> redundancies() {
        return Stream.of(FOUR_PLUS_TWO, Redundancy.coded(8, 3), Redundancy.copies(3));
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void rebuildsWhatWasLostAndThenMMoreLossesAreSurvivedAgainAndAgain(Redundancy redundancy) {
        int m = redundancy.parity();
        try (TestCluster cluster = new TestCluster(redundancy.total() + m)) {
            RegionSpec spec = TestCluster.spec(redundancy, 40);
            Program program = cluster.create(spec);
            for (int page = 0; page < 40; page++) {
                program.mustWrite(page, 1);
                program.mustWrite(page, 100 + page);
            }
            assertThat(program.store().trim(7)).isEqualTo(Done.FULL);
            for (int round = 0; round < redundancy.total(); round++) {
                int[] ids = cluster.hostIdsOf(((1L << m) - 1) << round % (redundancy.total() - m + 1));
                cluster.kill(ids);
                for (int page = 0; page < 40; page++) {
                    assertThat(program.stamp(page)).isEqualTo(page == 7 ? 0 : 100 + page);
                }
                cluster.declareDead(ids);
                RepairProgress progress = cluster.repairAll().progress();
                assertThat(cluster.group().presentCount()).isEqualTo(redundancy.total());
                assertThat(cluster.group(1).presentCount()).isEqualTo(redundancy.total());
                assertThat(progress.membersRepaired()).isGreaterThanOrEqualTo(m);
                assertThat(progress.fragmentsRepaired()).isGreaterThanOrEqualTo(32L * m);
                assertThat(progress.fragmentsLost()).isZero();
                assertThat(progress.fragmentsLeft()).isZero();
                assertThat(progress.blockedBy()).isEmpty();
                for (int id : ids) {
                    cluster.start(id);
                }
            }
            Program next = cluster.takeOver(spec);
            for (int page = 0; page < 40; page++) {
                assertThat(next.stamp(page)).isEqualTo(page == 7 ? 0 : 100 + page);
            }
        }
    }

    @Test
    void marksWhatIsLostSoThatNothingOlderTakesItsPlace() {
        try (TestCluster cluster = new TestCluster(12)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 6);
            program.mustWrite(3, 7);
            program.mustWrite(4, 7);
            int[] ids = cluster.hostIdsOf(0b000111);
            cluster.kill(ids);
            cluster.declareDead(ids);

            RepairProgress progress = cluster.repairAll().progress();

            assertThat(progress.fragmentsLost()).isPositive();
            assertThat(cluster.group().presentCount()).isEqualTo(6);
            assertThat(program.read(3)).isInstanceOf(PageResult.Lost.class);
            int[] rest = cluster.hostIdsOf(0b111000);
            cluster.kill(rest);
            cluster.declareDead(rest);
            cluster.repairAll();
            Program next = cluster.takeOver(SPEC);
            assertThat(next.read(3)).as("only marks are left of it").isInstanceOf(PageResult.Lost.class);
            assertThat(next.read(4)).isInstanceOf(PageResult.Lost.class);
            assertThat(next.stamp(5)).as("was never written").isZero();
            next.mustWrite(3, 8);
            assertThat(cluster.takeOver(SPEC).stamp(3)).isEqualTo(8);
        }
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void neverTakesEmptyMembersForWholeOnesWhenAllAreLost(Redundancy redundancy) {
        try (TestCluster cluster = new TestCluster(2 * redundancy.total())) {
            RegionSpec spec = TestCluster.spec(redundancy, 16);
            Program program = cluster.create(spec);
            program.mustWrite(3, 7);
            int[] ids = cluster.hostIdsOf(-1L);
            cluster.kill(ids);
            cluster.declareDead(ids);

            RepairProgress progress = cluster.repairAll().progress();

            assertThat(cluster.group().presentCount()).isZero();
            assertThat(progress.blockedBy()).contains("region-1/group-0").contains("lost");
            assertThat(program.read(3)).isInstanceOf(PageResult.Lost.class);
            Program next = cluster.takeOver(spec);
            assertThat(next.read(3)).isInstanceOf(PageResult.Lost.class);
            assertThat(next.write(3, 8).isDone()).isTrue();
            assertThat(next.stamp(3)).isEqualTo(8);
        }
    }

    /** Acknowledged by five, one of them joining: one rotten fragment must not become a lost page. */
    @Test
    void leavesAloneWhatTheJoiningMemberHasFromTheOwner() {
        for (int damaged = 0; damaged < 4; damaged++) {
            try (TestCluster cluster = new TestCluster(6)) {
                Program program = cluster.create(SPEC);
                program.mustWrite(3, 7);
                int[] ids = cluster.hostIdsOf(0b110000);
                cluster.kill(ids);
                cluster.declareDead(ids);
                cluster.repair(cluster.repairer());
                Joining.join(cluster, 4, cluster.addHost());
                assertThat(program.write(3, 8)).isEqualTo(Done.DEGRADED);
                cluster.hostOf(damaged).damagePayload(cluster.member(damaged).slab(), cluster.newestSlot(damaged));
                assertThat(program.stamp(3)).isEqualTo(8);

                RepairProgress progress = cluster.repairAll().progress();

                assertThat(progress.fragmentsLost()).isZero();
                assertThat(program.stamp(3)).isEqualTo(8);
                assertThat(cluster.takeOver(SPEC).stamp(3)).isEqualTo(8);
            }
        }
    }

    /** Fewer than k old members, but pages that were written anew are held by the joining ones as well. */
    @Test
    void leavesAlonePagesThatWereWrittenAnewAfterALoss() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            program.mustWrite(4, 7);
            int[] ids = cluster.hostIdsOf(0b111000);
            cluster.kill(ids);
            cluster.declareDead(ids);
            cluster.repair(cluster.repairer());
            Joining.join(cluster, 3, cluster.addHost());
            Joining.join(cluster, 4, cluster.addHost());
            Joining.join(cluster, 5, cluster.addHost());
            program.mustWrite(3, 8);

            cluster.repairAll();

            assertThat(cluster.group().presentCount()).isEqualTo(6);
            assertThat(program.stamp(3)).isEqualTo(8);
            assertThat(program.read(4)).isInstanceOf(PageResult.Lost.class);
            Program next = cluster.takeOver(SPEC);
            assertThat(next.stamp(3)).isEqualTo(8);
            assertThat(next.read(4)).isInstanceOf(PageResult.Lost.class);
        }
    }

    @Test
    void waitsForAMemberThatDoesNotAnswerAndGoesOnWhenItDoes() {
        try (TestCluster cluster = new TestCluster(7)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            FakeHost hung = cluster.hostOf(1);
            int[] ids = cluster.hostIdsOf(0b1);
            cluster.kill(ids);
            cluster.declareDead(ids);
            hung.hang();
            RepairService repairer = cluster.repairer();
            cluster.repair(repairer);
            assertThat(repairer.progress().blockedBy()).contains(hung.ref().toString());
            assertThat(cluster.group().members().getFirst().state()).isEqualTo(MemberState.JOINING);

            hung.resume();
            cluster.repair(repairer);

            assertThat(cluster.group().presentCount()).isEqualTo(6);
            cluster.kill(cluster.hostIdsOf(0b110));
            assertThat(program.stamp(3)).isEqualTo(7);
        }
    }
}
