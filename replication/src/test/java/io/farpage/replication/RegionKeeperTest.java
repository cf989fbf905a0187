package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostState;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import java.time.Duration;
import org.junit.jupiter.api.Test;

/** What an owner or a reader learns in the background. */
class RegionKeeperTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 8);
    private static final Duration LEASE = Duration.ofSeconds(10);

    @Test
    void anOwnerKeepsItsLeaseUntilSomebodyElseHasIt() {
        try (TestCluster cluster = new TestCluster(6)) {
            cluster.create(SPEC);
            RegionContext region = context(cluster);
            keep(cluster, region, LEASE.multipliedBy(3));
            assertThat(region.fencedBy()).isZero();
            assertThat(cluster.directory.renew(region.id, region.epoch, LEASE)).isTrue();

            cluster.takeOver(SPEC);
            keep(cluster, region, LEASE);

            assertThat(region.fencedBy()).isEqualTo(region.epoch + 1);
            region.close();
        }
    }

    @Test
    void anOwnerThatHasSealedWithoutHearingTheAnswerIsNotFenced() {
        try (TestCluster cluster = new TestCluster(6)) {
            cluster.create(SPEC);
            RegionContext region = context(cluster);
            cluster.directory.sealRegion(region.id, region.epoch);

            keep(cluster, region, LEASE);

            assertThat(region.fencedBy()).isZero();
            assertThat(region.isSealed()).isTrue();
            region.close();
        }
    }

    @Test
    void aReaderFollowsASlabThatMovesToAnotherHost() {
        try (TestCluster cluster = new TestCluster(7)) {
            Program owner = cluster.create(SPEC);
            owner.mustWrite(3, 7);
            owner.store().seal();
            Program reader = cluster.openSealed(SPEC);
            RegionContext region = context(cluster);
            region.noteSealed();
            SlabGroup before = cluster.group();
            cluster.directory.setHostState(cluster.member(0).host(), HostState.DRAINING);
            cluster.repairAll();
            assertThat(cluster.group()).isNotEqualTo(before);
            keep(cluster, region, LEASE);
            assertThat(region.groups[0].view().group())
                    .as("nobody has missed the slab")
                    .isEqualTo(before);

            assertThat(reader.stamp(3)).isEqualTo(7);
            region.groups[0].noteOutdated(); // As a read does that asks for it.
            keep(cluster, region, LEASE);

            assertThat(region.groups[0].view().group()).isEqualTo(cluster.group());
            region.close();
        }
    }

    private static RegionContext context(TestCluster cluster) {
        RegionInfo info = cluster.directory.region(TestCluster.REGION).orElseThrow();
        Peers peers = new Peers(cluster.network, cluster.directory);
        GroupHandle group = new GroupHandle(cluster.directory, peers, SPEC.redundancy(), info.epoch(), cluster.group());
        return new RegionContext(
                info,
                info.epoch(),
                new CommitPoint(cluster.directory, info, info.epoch(), new GroupHandle[] {group}),
                cluster.config,
                cluster.threads,
                peers,
                new GroupHandle[] {group},
                1);
    }

    /** Runs a keeper for so long. */
    private static void keep(TestCluster cluster, RegionContext region, Duration duration) {
        long end = cluster.clock.nanoTime() + duration.toNanos();
        new RegionKeeper(cluster.directory, region, LEASE).run(new Threads.Stop() {
            @Override
            public boolean requested() {
                return cluster.clock.nanoTime() >= end;
            }

            @Override
            public boolean pause(long durationNs) {
                cluster.clock.advance(durationNs);
                return requested();
            }
        });
    }
}
