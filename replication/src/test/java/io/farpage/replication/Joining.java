package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory.GroupChange;
import io.farpage.api.RegionInfo;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabSpec;
import io.farpage.api.fake.FakeHost;
import java.util.Objects;

/** Single steps of repair and takeover, for tests that stop between them. */
final class Joining {
    private Joining() {}

    /** Lets a host join the first group in place of an absent member, and goes no further. */
    static void join(TestCluster cluster, int index, FakeHost host) {
        join(
                cluster,
                index,
                host,
                cluster.directory.region(TestCluster.REGION).orElseThrow().epoch());
    }

    /** As a repairer does that knows this epoch. */
    static void join(TestCluster cluster, int index, FakeHost host, int epoch) {
        RegionInfo region = cluster.directory.region(TestCluster.REGION).orElseThrow();
        SlabGroup group = cluster.group();
        SlabSpec spec = new SlabSpec(
                group.id(),
                epoch,
                group.generation() + 1,
                group.slotCount(),
                region.spec().fragmentBytes());
        long slab = Objects.requireNonNull(connect(cluster, host).admit(spec).orNull());
        assertThat(cluster.directory.changeGroup(
                        0, group.with(index, new Member(host.ref(), slab, MemberState.JOINING))))
                .isInstanceOf(GroupChange.Changed.class);
    }

    /** Fences one member of the first group. */
    static void fence(TestCluster cluster, int index, int epoch, int generation) {
        assertThat(connect(cluster, cluster.hostOf(index))
                        .fence(cluster.member(index).slab(), epoch, generation))
                .isInstanceOf(Reply.Done.class);
    }

    /** Whether a member of the first group would take writes of an epoch. */
    static boolean accepts(TestCluster cluster, int index, int epoch) {
        return connect(cluster, cluster.hostOf(index))
                        .fence(cluster.member(index).slab(), epoch, 1)
                instanceof Reply.Done;
    }

    private static HostConnection connect(TestCluster cluster, FakeHost host) {
        HostInfo info = cluster.directory.hosts().stream()
                .filter(h -> h.ref().equals(host.ref()))
                .findFirst()
                .orElseThrow();
        return cluster.network.connect(info);
    }
}
