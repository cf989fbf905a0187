package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import io.farpage.api.fake.FakeHost;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which hosts join in the places of members that are gone, and when. */
class ReplacementsTest {
    private static final Redundancy FOUR_PLUS_TWO = Redundancy.coded(4, 2);
    private static final RegionSpec SPEC = TestCluster.spec(FOUR_PLUS_TWO, 16);

    @Test
    void everyGroupGetsOneReplacementBeforeAnyGetsASecondSoThatWritesGoOnEverywhere() {
        try (TestCluster cluster = new TestCluster(8)) {
            cluster.create(TestCluster.spec(FOUR_PLUS_TWO, 2 * TestCluster.PAGES_PER_GROUP));
            int[] ids = twoOfBothGroups(cluster);
            cluster.kill(ids);
            cluster.declareDead(ids);
            List<SlabGroupId> joins = new ArrayList<>();

            cluster.repair(cluster.repairerThatTells(group -> {
                if (group.members().stream().anyMatch(m -> m.state() == MemberState.JOINING)
                        && group.presentCount() == FOUR_PLUS_TWO.data()) {
                    joins.add(group.id());
                }
            }));

            assertThat(joins.subList(0, 2)).doesNotHaveDuplicates();
            assertThat(joins.subList(2, 4)).doesNotHaveDuplicates();
            assertThat(cluster.groups()).allMatch(group -> group.presentCount() == 6);
        }
    }

    @Test
    void aMemberThatDiesWhileAnotherOneIsFilledIsReplacedMeanwhile() {
        try (TestCluster cluster = new TestCluster(8)) {
            Program program = cluster.create(TestCluster.spec(FOUR_PLUS_TWO, TestCluster.PAGES_PER_GROUP));
            program.mustWrite(3, 7);
            int first = cluster.hostOf(0).ref().host().value();
            int second = cluster.hostOf(5).ref().host().value();
            cluster.kill(first);
            cluster.declareDead(first);
            HookedTransport network = new HookedTransport(cluster.network);
            network.onOp((host, op) -> {
                if (cluster.hostOf(5).ref().host().value() == second) {
                    cluster.kill(second);
                    cluster.declareDead(second);
                    cluster.clock.advance(TestCluster.LEASE.toNanos());
                }
                return HookedTransport.Fate.PASS;
            });
            List<MemberState> otherWhenFilled = new ArrayList<>();

            cluster.repair(cluster.repairerThatTells(network, group -> {
                if (group.members().get(0).state() == MemberState.PRESENT) {
                    otherWhenFilled.add(group.members().get(5).state());
                }
            }));

            assertThat(otherWhenFilled.getFirst()).isEqualTo(MemberState.JOINING);
            cluster.repairAll();
            assertThat(cluster.group().presentCount()).isEqualTo(6);
            assertThat(cluster.takeOver(TestCluster.spec(FOUR_PLUS_TWO, TestCluster.PAGES_PER_GROUP))
                            .stamp(3))
                    .isEqualTo(7);
        }
    }

    @Test
    void aHostThatDiesBetweenTwoSlabsIsReplacedInTheSamePass() {
        try (TestCluster cluster = new TestCluster(8)) {
            cluster.create(TestCluster.spec(FOUR_PLUS_TWO, 2 * TestCluster.PAGES_PER_GROUP));
            int[] ids = twoOfBothGroups(cluster);
            cluster.kill(ids[0]);
            cluster.declareDead(ids[0]);
            boolean[] killed = {false};

            cluster.repair(cluster.repairerThatTells(group -> {
                if (!killed[0] && group.presentCount() == 6) {
                    killed[0] = true;
                    cluster.kill(ids[1]);
                    cluster.declareDead(ids[1]);
                }
            }));

            assertThat(cluster.groups())
                    .allMatch(group -> group.members().stream().allMatch(Member::stores))
                    .allMatch(group -> hostsOf(group).noneMatch(id -> id == ids[1]));
        }
    }

    @Test
    void saysThatThereIsNoSpareAndGoesOnWhenAHostJoins() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            int[] ids = cluster.hostIdsOf(0b10);
            cluster.kill(ids);
            cluster.declareDead(ids);
            RepairService repairer = cluster.repairer();
            cluster.repair(repairer);
            assertThat(repairer.progress().blockedBy())
                    .contains("no replacement for member 1 of region-1/group-0")
                    .contains("add hosts or memory");
            assertThat(repairer.progress().fragmentsLeft()).isPositive();
            assertThat(cluster.group().presentCount()).isEqualTo(5);

            cluster.addHost();
            cluster.repair(repairer);
            cluster.repair(repairer);

            assertThat(repairer.progress().blockedBy()).isEmpty();
            assertThat(repairer.progress().fragmentsLeft()).isZero();
            assertThat(cluster.group().presentCount()).isEqualTo(6);
            assertThat(program.write(3, 8)).isEqualTo(Done.FULL);
        }
    }

    @Test
    void aHostThatCameBackEmptyIsFilledLikeANewOne() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            int id = cluster.hostIdsOf(0b1000)[0];
            cluster.kill(id);
            cluster.start(id);

            cluster.repairAll();

            assertThat(cluster.group().presentCount()).isEqualTo(6);
            assertThat(cluster.group().members()).anyMatch(m -> m.host().incarnation() == 2);
            cluster.kill(cluster.hostIdsOf(0b110000));
            assertThat(program.stamp(3)).isEqualTo(7);
        }
    }

    /** A slab that was lent at the epoch of a former owner is open to him, and the new one may have fenced the group already. */
    @Test
    void letsNobodyJoinAtTheEpochOfAFormerOwner() {
        try (TestCluster cluster = new TestCluster(7)) {
            cluster.create(SPEC).mustWrite(3, 7);
            RepairService unaware = cluster.repairerThatKnows(cluster.directory.regions());
            int[] dead = cluster.hostIdsOf(1);
            cluster.kill(dead);
            cluster.declareDead(dead);
            Program next = cluster.takeOver(SPEC);

            cluster.repair(unaware);

            assertThat(cluster.group().members()).filteredOn(Member::stores).hasSize(5);
            cluster.repairAll();
            assertThat(cluster.group().presentCount()).isEqualTo(6);
            assertThat(next.stamp(3)).isEqualTo(7);
        }
    }

    @Test
    void fencesTheReplacementSoThatAFormerOwnerCannotSpoilIt() {
        try (TestCluster cluster = new TestCluster(7)) {
            Program first = cluster.create(SPEC);
            first.mustWrite(3, 7);
            int[] ids = cluster.hostIdsOf(0b1);
            cluster.kill(ids);
            cluster.declareDead(ids);
            cluster.repair(new RepairService(
                    cluster.directory,
                    new Peers(cluster.network, cluster.directory),
                    cluster.threads,
                    (hosts, wanted) -> new PlacementPolicy.Choice.Refused("not now"),
                    cluster.config,
                    Long.MAX_VALUE,
                    1));
            // A repairer that still believes in the first epoch lets the replacement in after the takeover.
            int firstEpoch = first.store().epoch();
            Program second = cluster.takeOver(SPEC);
            Joining.join(cluster, 0, cluster.host(7), firstEpoch);

            cluster.repairAll();

            assertThat(cluster.group().presentCount()).isEqualTo(6);
            assertThat(Joining.accepts(cluster, 0, firstEpoch)).isFalse();
            assertThat(second.stamp(3)).isEqualTo(7);
        }
    }

    @Test
    void triesTheNextHostWhenTheBestOneRefuses() {
        try (TestCluster cluster = new TestCluster(8)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            cluster.host(7).hang();
            int[] ids = cluster.hostIdsOf(0b1);
            cluster.kill(ids);
            cluster.declareDead(ids);

            cluster.repairAll();

            assertThat(cluster.group().presentCount()).isEqualTo(6);
            assertThat(cluster.hostIdsOf(0b1)).containsExactly(8);
        }
    }

    @Test
    void givesTheSlabOfAMemberBackThatLeftAliveWhenItIsReplaced() {
        try (TestCluster cluster = new TestCluster(7)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            FakeHost refusing = cluster.hostOf(2);
            refusing.answerWrites(Status.UNREACHABLE);
            assertThat(program.write(3, 8)).isEqualTo(Done.DEGRADED);
            refusing.answerWrites(null);

            cluster.repairAll();

            SlabGroup group = cluster.group();
            assertThat(group.presentCount()).isEqualTo(6);
            int slabs = 0;
            for (int id = 1; id <= 7; id++) {
                slabs += cluster.host(id).slabs().size();
            }
            assertThat(slabs).as("slabs lent in all").isEqualTo(6);
            assertThat(program.stamp(3)).isEqualTo(8);
        }
    }

    private static int[] twoOfBothGroups(TestCluster cluster) {
        return hostsOf(cluster.group(0))
                .filter(id -> hostsOf(cluster.group(1)).anyMatch(other -> other == id))
                .limit(2)
                .toArray();
    }

    private static IntStream hostsOf(SlabGroup group) {
        return group.members().stream().mapToInt(m -> m.host().host().value());
    }
}
