package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** What the tests of a directory need: hosts, names and failure domains that no other test uses. */
abstract class DirectoryFixture {

    private static final AtomicInteger SERIAL = new AtomicInteger();
    static final Duration LEASE = Duration.ofSeconds(10);
    static final int PAGES_PER_GROUP = 100;

    /** The directory under test, the same all through a test; it may hold what earlier tests left. */
    protected abstract PlacementDirectory directory();

    /** Moves the time that leases are measured with. */
    protected abstract void advance(Duration duration);

    static int serial() {
        return SERIAL.incrementAndGet();
    }

    static HostId newHostId() {
        return new HostId(serial());
    }

    HostInfo newHost(String domain) {
        return directory().registerHost(newHostId(), "10.0.0.1:7000", domain + "-" + serial(), 1L << 30);
    }

    HostInfo find(HostRef ref) {
        return directory().hosts().stream()
                .filter(h -> h.ref().equals(ref))
                .findFirst()
                .orElseThrow();
    }

    static RegionSpec newSpec() {
        return RegionSpec.of("contract/" + serial(), 3 * PAGES_PER_GROUP * 4096L, Redundancy.coded(4, 2));
    }

    RegionInfo newRegion() {
        return directory().createRegion(newSpec(), PAGES_PER_GROUP);
    }

    RegionInfo newest(RegionInfo region) {
        return directory().region(region.spec().name()).orElseThrow();
    }

    /** A first group on six new hosts, not yet created. */
    SlabGroup wholeGroup(RegionInfo region) {
        List<Member> members = new ArrayList<>();
        for (int i = 0; i < region.spec().redundancy().total(); i++) {
            members.add(present(newHost("domain").ref()));
        }
        return new SlabGroup(new SlabGroupId(region.id(), 0), 1, PAGES_PER_GROUP + 10, members);
    }

    SlabGroup createdGroup() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        SlabGroup group = wholeGroup(region);
        directory().createGroup(1, group);
        return group;
    }

    static Member present(HostRef host) {
        return new Member(host, 7, MemberState.PRESENT);
    }

    /** The same generation with another member. */
    static SlabGroup withMember(SlabGroup group, int index, Member member) {
        List<Member> members = new ArrayList<>(group.members());
        members.set(index, member);
        return new SlabGroup(group.id(), group.generation(), group.slotCount(), members);
    }

    static void refuses(ThrowingCallable call) {
        assertThatThrownBy(call)
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.REFUSED))
                .hasMessageMatching("\\S.{10,}");
    }
}
