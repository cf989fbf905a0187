package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.fake.FakeHost;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Hosts that want memory back get it, and hosts that join take their share. */
class SlabMovesTest {
    private static final int PAGES = 320;
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(2, 1), PAGES);

    @Test
    void movesSlabsAwayUntilAHostHoldsNoMoreThanItLends() {
        try (TestCluster cluster = new TestCluster(5)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            HostInfo before = info(cluster, 1);
            long wanted = before.usedBytes() / 2;
            assertThat(cluster.directory.setHostCapacity(before.ref(), before.capacityBytes(), wanted))
                    .isTrue();

            RepairService repairer = cluster.repairer();
            cluster.repair(repairer);

            assertThat(info(cluster, 1).usedBytes()).isLessThanOrEqualTo(wanted);
            assertThat(cluster.host(1).slabs()).hasSize((int) (info(cluster, 1).usedBytes() / slabBytes(cluster)));
            assertThat(repairer.blockedBy()).isEmpty();
            cluster.kill(2);
            assertHasAll(program, 1);
        }
    }

    @Test
    void saysWhyAHostCannotHaveItsMemoryBackAndGoesOnWhenAnotherJoins() {
        try (TestCluster cluster = new TestCluster(3)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            List<SlabGroup> before = cluster.groups();
            HostInfo host = info(cluster, 1);
            cluster.directory.setHostCapacity(host.ref(), host.capacityBytes(), 0);
            RepairService repairer = cluster.repairer();
            cluster.repair(repairer);
            assertThat(cluster.groups()).isEqualTo(before);
            assertThat(repairer.blockedBy()).contains("no replacement for member");

            cluster.addHost();
            cluster.repair(repairer);

            assertThat(info(cluster, 1).usedBytes()).isZero();
            assertThat(cluster.host(1).slabs()).isEmpty();
            assertThat(repairer.blockedBy()).isEmpty();
            assertHasAll(program, 1);
        }
    }

    @Property(tries = 50)
    void evensOutWhatHostsHoldWhenOthersJoinAndThenRests(
            @ForAll @IntRange(min = 1, max = 4) int joining, @ForAll @IntRange(min = 1, max = 9) int smallShare) {
        try (TestCluster cluster = new TestCluster(4)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            // Hosts of different sizes, of which slabs take more than a fifth.
            for (int id = 1; id <= 4; id++) {
                HostInfo host = info(cluster, id);
                cluster.directory.setHostCapacity(
                        host.ref(), host.capacityBytes(), host.usedBytes() * (id == 1 ? 10 + smallShare : 20) / 10);
            }
            for (int i = 0; i < joining; i++) {
                FakeHost host = cluster.addHost();
                HostInfo info = info(cluster, host.ref().host().value());
                cluster.directory.setHostCapacity(
                        info.ref(), info.capacityBytes(), 2 * info(cluster, 2).usedBytes());
            }

            RepairService repairer = cluster.repairer();
            cluster.repair(repairer);

            assertThat(spread(cluster)).isLessThan(0.2 + 2 * slabShare(cluster));
            assertThat(repairer.blockedBy()).isEmpty();
            List<SlabGroup> even = cluster.groups();
            cluster.repair(repairer);
            assertThat(cluster.groups()).isEqualTo(even);
            assertHasAll(program, 1);
            for (SlabGroup group : even) {
                Set<HostRef> hosts = new HashSet<>();
                group.members().forEach(m -> hosts.add(m.host()));
                assertThat(hosts).hasSize(3);
            }
        }
    }

    @Test
    void movesNothingToHostsThatAreNotAlive() {
        try (TestCluster cluster = new TestCluster(3)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            for (int id = 1; id <= 3; id++) {
                HostInfo host = info(cluster, id);
                cluster.directory.setHostCapacity(host.ref(), host.capacityBytes(), host.usedBytes());
            }
            cluster.directory.setHostState(cluster.addHost().ref(), HostState.SUSPECT);
            List<SlabGroup> before = cluster.groups();

            cluster.repair(cluster.repairer());

            assertThat(cluster.groups()).isEqualTo(before);
        }
    }

    private static double spread(TestCluster cluster) {
        double most = 0;
        double least = 1;
        for (HostInfo host : cluster.directory.hosts()) {
            most = Math.max(most, host.usedShare());
            least = Math.min(least, host.usedShare());
        }
        return most - least;
    }

    private static double slabShare(TestCluster cluster) {
        return cluster.directory.hosts().stream()
                .mapToDouble(h -> (double) slabBytes(cluster) / h.capacityBytes())
                .max()
                .orElseThrow();
    }

    private static long slabBytes(TestCluster cluster) {
        return Replacements.spec(cluster.directory.regions().getFirst(), cluster.group())
                .lengthBytes();
    }

    private static HostInfo info(TestCluster cluster, int id) {
        return cluster.directory.hosts().get(id - 1);
    }

    private static void writeAll(Program program, long stamp) {
        for (int page = 0; page < PAGES; page++) {
            program.mustWrite(page, stamp + page);
        }
    }

    private static void assertHasAll(Program program, long stamp) {
        for (int page = 0; page < PAGES; page++) {
            assertThat(program.stamp(page)).isEqualTo(stamp + page);
        }
    }
}
