package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostState;
import io.farpage.api.PageResult.Done;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.fake.FakeHost;
import java.lang.reflect.Proxy;
import org.junit.jupiter.api.Test;

/** What draining hosts hold moves to others, and nothing is lost. */
class DrainTest {
    private static final Redundancy TWO_PLUS_ONE = Redundancy.coded(2, 1);
    private static final RegionSpec SPEC = TestCluster.spec(TWO_PLUS_ONE, 40);

    @Test
    void movesAllSlabsOfADrainingHostAndGivesThemBack() {
        try (TestCluster cluster = new TestCluster(4)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            int drained = cluster.hostIdsOf(0b10)[0];
            cluster.directory.setHostState(cluster.host(drained).ref(), HostState.DRAINING);

            RepairService repairer = cluster.repairer();
            cluster.repair(repairer);

            assertThat(slabsOn(cluster, drained)).isZero();
            assertThat(cluster.host(drained).slabs()).isEmpty();
            assertThat(repairer.moves().membersRepaired()).isPositive();
            assertThat(repairer.moves().fragmentsLost()).isZero();
            assertThat(repairer.progress().fragmentsLeft()).isZero();
            cluster.kill(drained);
            assertHasAll(program, 1);
            writeAll(program, 2);
            cluster.kill(cluster.hostIdsOf(0b1)[0]);
            assertHasAll(program, 2);
        }
    }

    @Test
    void keepsEveryGroupAtFullStrengthUntilItsNewMemberIsFilled() {
        try (TestCluster cluster = new TestCluster(4)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            int drained = cluster.hostIdsOf(0b10)[0];
            cluster.directory.setHostState(cluster.host(drained).ref(), HostState.DRAINING);
            SlabGroup before = cluster.group();

            // A host that is asked for its fragments and does not answer ends the attempt before the group has changed.
            FakeHost source = cluster.hostOf(0);
            source.hang();
            RepairService repairer = cluster.repairer();
            cluster.repair(repairer);
            assertThat(cluster.group()).isEqualTo(before);

            source.resume();
            cluster.repair(repairer);
            assertThat(slabsOn(cluster, drained)).isZero();
            assertThat(cluster.hostOf(1).slabs()).hasSize(cluster.groups().size());
            assertHasAll(program, 1);
        }
    }

    @Test
    void saysWhyAHostCannotBeDrainedAndLeavesEverythingInPlace() {
        try (TestCluster cluster = new TestCluster(3)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            SlabGroup before = cluster.group();
            cluster.directory.setHostState(cluster.host(1).ref(), HostState.DRAINING);

            RepairService repairer = cluster.repairer();
            cluster.repair(repairer);

            assertThat(cluster.group()).isEqualTo(before);
            assertThat(repairer.blockedBy()).contains("no replacement for member");
            assertHasAll(program, 1);
            assertThat(program.write(3, 9)).isEqualTo(Done.FULL);
        }
    }

    @Test
    void takesInWhatIsWrittenWhileASlabMoves() {
        try (TestCluster cluster = new TestCluster(4)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            int drained = cluster.hostIdsOf(0b10)[0];
            cluster.directory.setHostState(cluster.host(drained).ref(), HostState.DRAINING);
            // The owner writes between the filling ahead and the change of the group.
            PlacementDirectory busy = (PlacementDirectory) Proxy.newProxyInstance(
                    getClass().getClassLoader(),
                    new Class<?>[] {PlacementDirectory.class},
                    (proxy, method, arguments) -> {
                        if (method.getName().equals("changeGroup")) {
                            writeAll(program, 2);
                        }
                        return method.invoke(cluster.directory, arguments);
                    });
            RepairService repairer = new RepairService(
                    busy,
                    new Peers(cluster.network, cluster.directory),
                    cluster.threads,
                    new LeastUsedPlacement(),
                    cluster.config,
                    Long.MAX_VALUE,
                    1_000_000);
            cluster.repair(repairer);

            assertThat(slabsOn(cluster, drained)).isZero();
            cluster.kill(drained, cluster.hostIdsOf(0b1)[0]);
            assertHasAll(program, 2);
        }
    }

    private static void writeAll(Program program, long stamp) {
        for (int page = 0; page < 40; page++) {
            program.mustWrite(page, stamp + page);
        }
    }

    private static void assertHasAll(Program program, long stamp) {
        for (int page = 0; page < 40; page++) {
            assertThat(program.stamp(page)).isEqualTo(stamp + page);
        }
    }

    private static long slabsOn(TestCluster cluster, int id) {
        return cluster.groups().stream()
                .flatMap(g -> g.members().stream())
                .filter(m -> m.stores() && m.host().host().value() == id)
                .count();
    }
}
