package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import org.junit.jupiter.api.Test;

class GroupHandleTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 32);

    @Test
    void leavesNobodyOutBesideMembersThatMayBeDeadWhenTooFewWouldBeLeft() {
        try (TestCluster cluster = new TestCluster(6)) {
            cluster.create(SPEC);
            Peers peers = new Peers(cluster.network, cluster.directory);
            GroupHandle group = new GroupHandle(cluster.directory, peers, SPEC.redundancy(), 1, cluster.group());
            group.view().peer(4).noteOutcome(Status.UNREACHABLE);
            cluster.kill(group.view().peer(5).ref().host().value()); // Which nobody knows.

            assertThat(group.removeIfSpared(group.view(), 0b10, 5).present()).isEqualTo(0b111111);

            group.view().peer(4).noteOutcome(Status.OK);
            assertThat(group.removeIfSpared(group.view(), 0b10, 5).present()).isEqualTo(0b111101);
        }
    }
}
