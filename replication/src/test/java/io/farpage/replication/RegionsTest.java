package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.DirectoryException;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.RegionProvider;
import io.farpage.api.RegionSpec;
import io.farpage.api.contract.BackingStoreContract;
import io.farpage.api.fake.TestThreads;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;

/** Creating, opening and deleting; and the contract of backing stores for both schemes. */
class RegionsTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 40);

    /** The contract on real threads. */
    abstract static class Contract extends BackingStoreContract {
        private final TestCluster cluster = new TestCluster(7);
        private final TestThreads threads = new TestThreads();
        private final RegionProvider provider =
                cluster.process("owner", cluster.network, new RegionSpec("large", 0, 1 << 14, redundancy()), threads);

        @Override
        protected RegionProvider provider() {
            return provider;
        }

        @AfterEach
        void end() {
            threads.close();
            cluster.close();
        }
    }

    @Nested
    class Coded extends Contract {}

    @Nested
    class Copied extends Contract {
        @Override
        protected Redundancy redundancy() {
            return Redundancy.copies(3);
        }
    }

    @Test
    void aTakeoverThatGetsStuckLeavesNoLeaseBehind() {
        try (TestCluster cluster = new TestCluster(6)) {
            cluster.create(SPEC).mustWrite(3, 7);
            cluster.clock.advance(TestCluster.LEASE.toNanos() + 1);
            Regions stuck = cluster.processWithSilentDirectory(SPEC, cluster.network, "groups", () -> true);
            assertThatThrownBy(() -> stuck.attach(TestCluster.REGION)).isInstanceOf(DirectoryException.class);

            try (Program next =
                    new Program(cluster.process("next", cluster.network, SPEC).attach(TestCluster.REGION))) {
                assertThat(next.stamp(3)).isEqualTo(7);
            }
        }
    }

    @Test
    void aRegionThatDoesNotFitLeavesNothingBehind() {
        try (TestCluster cluster = new TestCluster(5)) {
            assertThatThrownBy(() -> cluster.create(SPEC))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("no room for region 'r'")
                    .hasMessageContaining("add hosts or memory");
            assertThat(cluster.directory.regions()).isEmpty();
            for (int id = 1; id <= 5; id++) {
                assertThat(cluster.host(id).slabs()).isEmpty();
            }
        }
    }

    @Test
    void aHostThatDiesWhileARegionIsMadeLeavesNothingBehind() {
        try (TestCluster cluster = new TestCluster(6)) {
            cluster.kill(6);
            assertThatThrownBy(() -> cluster.create(SPEC))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("host-6#1 did not lend a slab");
            assertThat(cluster.directory.regions()).isEmpty();
            for (int id = 1; id <= 5; id++) {
                assertThat(cluster.host(id).slabs()).isEmpty();
            }
        }
    }

    @Test
    void aHostThatIsOutOfReachForAMomentLendsASlab() {
        try (TestCluster cluster = new TestCluster(6)) {
            HookedTransport network = new HookedTransport(cluster.network);
            int[] asked = {0};
            network.onControl((host, call) -> {
                if (host.host().value() == 6 && call.equals("admit")) {
                    asked[0]++;
                    if (asked[0] == 1) {
                        cluster.host(6).hang();
                    } else {
                        cluster.host(6).resume();
                    }
                }
            });

            cluster.create(network, SPEC).mustWrite(3, 7);

            assertThat(asked[0]).as("once more than there are groups").isEqualTo(3);
            assertThat(cluster.hostIdsOf(-1)).containsExactlyInAnyOrder(1, 2, 3, 4, 5, 6);
            for (int id = 1; id <= 6; id++) {
                assertThat(cluster.host(id).slabs()).as("host %d", id).hasSize(2);
            }
        }
    }

    @Test
    void placesEveryGroupOnDistinctHosts() {
        try (TestCluster cluster = new TestCluster(9)) {
            cluster.create(TestCluster.spec(Redundancy.coded(4, 2), 200));
            assertThat(cluster.groups()).hasSize(7);
            cluster.groups()
                    .forEach(group -> assertThat(group.members())
                            .extracting(m -> m.host().host())
                            .doesNotHaveDuplicates()
                            .hasSize(6));
        }
    }

    @Test
    void deletingGivesAllMemoryBackAlsoThatOfMembersThatLeftAlive() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 1);
            int left = cluster.hostIdsOf(0b10)[0];
            cluster.host(left).hang();
            program.mustWrite(3, 2);
            cluster.host(left).resume();
            cluster.clock.advance(60_000_000_000L);

            cluster.process("other", cluster.network, SPEC).delete(TestCluster.REGION);

            assertThat(cluster.directory.regions()).isEmpty();
            for (int id = 1; id <= 6; id++) {
                assertThat(cluster.host(id).slabs()).as("host %d", id).isEmpty();
            }
        }
    }

    @Test
    void nobodyOpensOrDeletesWhatSomebodyHolds() {
        try (TestCluster cluster = new TestCluster(6)) {
            cluster.create(SPEC);
            Regions other = cluster.process("other", cluster.network, SPEC);
            assertThatThrownBy(() -> other.attach(TestCluster.REGION)).hasMessageContaining("belongs to first");
            assertThatThrownBy(() -> other.delete(TestCluster.REGION)).hasMessageContaining("belongs to first");
            assertThatThrownBy(() -> other.attach("nothing")).hasMessageContaining("no region 'nothing'");
        }
    }

    @Test
    void closingWithoutTheDirectoryEndsAllUseOfTheRegion() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 1);
            cluster.directory.setAvailable(false);

            program.store().close();

            cluster.directory.setAvailable(true);
            assertThat(cluster.takeOver(SPEC).stamp(3)).isEqualTo(1);
        }
    }
}
