package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory.GroupChange;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/**
 * What every {@link PlacementDirectory} does. Tests use hosts, names and failure domains that no other test uses, so that
 * an implementation which is dear to start may serve all of them.
 */
public abstract class DirectoryContract extends DirectoryOwnershipContract {
    @Test
    void knowsACreatedGroupAndCountsItsMemory() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        SlabGroup group = wholeGroup(region);

        directory().createGroup(1, group);
        directory().createGroup(1, group);

        assertThat(directory().groups(region.id())).containsExactly(group);
        assertThat(directory().group(group.id())).contains(group);
        long slabBytes = group.slotCount() * (1024L + 32);
        for (Member member : group.members()) {
            assertThat(find(member.host()).usedBytes()).isEqualTo(slabBytes);
        }
    }

    @Test
    void listsGroupsByOrdinal() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        SlabGroup first = wholeGroup(region);
        SlabGroup second = new SlabGroup(new SlabGroupId(region.id(), 1), 1, PAGES_PER_GROUP, first.members());

        directory().createGroup(1, second);
        directory().createGroup(1, first);

        assertThat(directory().groups(region.id())).containsExactly(first, second);
    }

    @Test
    void refusesAGroupOfAnotherEpochOrWithoutOwner() {
        RegionInfo region = newRegion();
        SlabGroup group = wholeGroup(region);
        refuses(() -> directory().createGroup(0, group));
        directory().acquire(region.id(), "one", LEASE);
        directory().acquire(region.id(), "one", LEASE);

        refuses(() -> directory().createGroup(1, group));
        refuses(() -> directory().createGroup(3, group));
        directory().release(region.id(), 2);
        refuses(() -> directory().createGroup(2, group));
        assertThat(directory().groups(region.id())).isEmpty();
    }

    @Test
    void refusesAGroupThatDoesNotFitItsRegion() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        SlabGroup good = wholeGroup(region);
        List<Member> tooFew = good.members().subList(0, 5);
        Member lost = good.members().get(3).in(MemberState.ABSENT);

        refuses(() -> directory().createGroup(1, new SlabGroup(good.id(), 2, 110, good.members())));
        refuses(() -> directory().createGroup(1, new SlabGroup(good.id(), 1, 99, good.members())));
        refuses(() -> directory().createGroup(1, new SlabGroup(good.id(), 1, 110, tooFew)));
        refuses(() -> directory().createGroup(1, withMember(good, 3, lost)));
        refuses(() ->
                directory().createGroup(1, new SlabGroup(new SlabGroupId(region.id(), 3), 1, 110, good.members())));
        assertThat(directory().groups(region.id())).isEmpty();
    }

    @Test
    void refusesAGroupOnHostsThatFailTogetherOrAreNotAlive() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        SlabGroup good = wholeGroup(region);
        HostInfo restarted = newHost("restarted");
        directory().registerHost(restarted.ref().host(), "x:1", restarted.failureDomain(), 1);
        HostInfo draining = newHost("draining");
        directory().setHostState(draining.ref(), HostState.DRAINING);
        HostInfo neighbour = directory()
                .registerHost(
                        newHostId(),
                        "x:1",
                        find(good.members().getFirst().host()).failureDomain(),
                        1);

        refuses(() ->
                directory().createGroup(1, withMember(good, 2, good.members().getFirst())));
        refuses(() -> directory().createGroup(1, withMember(good, 2, present(restarted.ref()))));
        refuses(() -> directory().createGroup(1, withMember(good, 2, present(draining.ref()))));
        refuses(() -> directory().createGroup(1, withMember(good, 2, present(neighbour.ref()))));
        refuses(() -> directory().createGroup(1, withMember(good, 2, present(new HostRef(newHostId(), 1)))));
        directory().createGroup(1, good);
    }

    @Test
    void replacesALostMemberStepByStep() {
        SlabGroup group = createdGroup();
        HostInfo replacement = newHost("replacement");
        Member joining = new Member(replacement.ref(), 9, MemberState.JOINING);

        SlabGroup without = group.with(1, group.members().get(1).in(MemberState.ABSENT));
        SlabGroup filling = without.with(1, joining);
        SlabGroup whole = filling.with(1, joining.in(MemberState.PRESENT));

        assertThat(directory().changeGroup(1, without)).isEqualTo(new GroupChange.Changed(without));
        assertThat(find(group.members().get(1).host()).usedBytes()).isZero();
        assertThat(directory().changeGroup(0, filling)).isEqualTo(new GroupChange.Changed(filling));
        assertThat(find(replacement.ref()).usedBytes()).isPositive();
        assertThat(directory().changeGroup(0, whole)).isEqualTo(new GroupChange.Changed(whole));
        assertThat(directory().group(group.id())).contains(whole);
    }

    @Test
    void answersAChangeThatIsAskedForAgain() {
        SlabGroup group = createdGroup();
        SlabGroup next = group.with(1, group.members().get(1).in(MemberState.ABSENT));
        directory().changeGroup(1, next);

        assertThat(directory().changeGroup(1, next)).isEqualTo(new GroupChange.Changed(next));
    }

    @Test
    void reportsAConflictToWhoeverIsLate() {
        SlabGroup group = createdGroup();
        SlabGroup winner = group.with(1, group.members().get(1).in(MemberState.ABSENT));
        SlabGroup loser = group.with(2, group.members().get(2).in(MemberState.ABSENT));
        directory().changeGroup(1, winner);

        assertThat(directory().changeGroup(1, loser)).isEqualTo(new GroupChange.Conflict(winner, 1));
        assertThat(directory().changeGroup(0, loser)).isEqualTo(new GroupChange.Conflict(winner, 1));
        assertThat(directory().group(group.id())).contains(winner);
    }

    @Test
    void changesNothingForAnOwnerThatWasReplaced() {
        SlabGroup group = createdGroup();
        directory().acquire(group.id().region(), "one", LEASE);
        SlabGroup next = group.with(1, group.members().get(1).in(MemberState.ABSENT));

        assertThat(directory().changeGroup(1, next)).isEqualTo(new GroupChange.Conflict(group, 2));
        refuses(() -> directory().changeGroup(3, next));
        assertThat(directory().changeGroup(2, next)).isEqualTo(new GroupChange.Changed(next));
    }

    @Test
    void refusesAMemberThatIsPresentWithoutHavingJoined() {
        SlabGroup group = createdGroup();
        HostInfo stranger = newHost("stranger");
        SlabGroup without = group.with(1, group.members().get(1).in(MemberState.ABSENT));

        refuses(() -> directory().changeGroup(1, group.with(1, present(stranger.ref()))));
        directory().changeGroup(1, without);
        refuses(() -> directory().changeGroup(1, without.with(1, group.members().get(1))));
    }

    @Test
    void refusesANewMemberThatIsNotAliveOrFailsWithAnother() {
        SlabGroup group = createdGroup();
        HostInfo dead = newHost("dead");
        directory().setHostState(dead.ref(), HostState.DEAD);
        String taken = find(group.members().getFirst().host()).failureDomain();
        HostInfo neighbour = directory().registerHost(newHostId(), "x:1", taken, 1);

        refuses(() ->
                directory().changeGroup(1, group.with(1, present(dead.ref()).in(MemberState.JOINING))));
        refuses(() -> directory()
                .changeGroup(1, group.with(1, present(neighbour.ref()).in(MemberState.JOINING))));
        refuses(() -> directory()
                .changeGroup(1, group.with(1, group.members().getFirst().in(MemberState.JOINING))));
        SlabGroup replaced = group.with(0, present(neighbour.ref()).in(MemberState.JOINING));
        assertThat(directory().changeGroup(1, replaced)).isEqualTo(new GroupChange.Changed(replaced));
    }

    @Test
    void keepsMembersWhoseHostsDiedUntilTheyAreReplaced() {
        SlabGroup group = createdGroup();
        directory().setHostState(group.members().get(4).host(), HostState.DEAD);
        directory().registerHost(group.members().get(5).host().host(), "x:1", "moved-" + serial(), 1);

        SlabGroup next = group.with(1, group.members().get(1).in(MemberState.ABSENT));

        assertThat(directory().changeGroup(1, next)).isEqualTo(new GroupChange.Changed(next));
    }

    @Test
    void declaresNoHostDeadWithWhichPagesWouldBeLost() {
        SlabGroup group = createdGroup();
        int parity = 2;
        for (int i = 0; i < parity; i++) {
            assertThat(directory().declareDeadIfSpared(group.members().get(i).host(), Set.of()))
                    .as("member %d", i)
                    .isTrue();
        }
        HostRef needed = group.members().get(parity).host();

        assertThat(directory().declareDeadIfSpared(needed, Set.of(needed.host())))
                .isFalse();

        assertThat(directory().setHostState(needed, HostState.DEAD))
                .as("given up")
                .isTrue();
        assertThat(directory()
                        .declareDeadIfSpared(group.members().get(parity + 1).host(), Set.of()))
                .as("nothing more can be lost")
                .isTrue();
        assertThat(directory().declareDeadIfSpared(needed, Set.of(needed.host())))
                .as("dead already")
                .isFalse();
    }

    @Test
    void declaresNoHostDeadWhileTheSilentOnesMayBeThoseThatLive() {
        SlabGroup group = createdGroup();
        List<HostRef> hosts = group.members().stream().map(Member::host).toList();
        Set<HostId> three =
                Set.of(hosts.get(0).host(), hosts.get(1).host(), hosts.get(2).host());
        for (HostRef silent : hosts.subList(0, 3)) {
            assertThat(directory().declareDeadIfSpared(silent, three))
                    .as("3 of 4+2 are silent")
                    .isFalse();
        }

        Set<HostId> two = Set.of(hosts.get(0).host(), hosts.get(1).host());
        for (HostRef silent : hosts.subList(0, 2)) {
            assertThat(directory().declareDeadIfSpared(silent, two))
                    .as("2 of 4+2 are silent")
                    .isTrue();
        }
    }

    @Test
    void refusesToChangeTheSizeOfAGroupOrOneThatIsNotThere() {
        SlabGroup group = createdGroup();
        SlabGroupId nobody = new SlabGroupId(group.id().region(), 2);

        refuses(() -> directory().changeGroup(1, new SlabGroup(group.id(), 2, 111, group.members())));
        refuses(() -> directory()
                .changeGroup(
                        1, new SlabGroup(group.id(), 2, 110, group.members().subList(0, 5))));
        refuses(() -> directory().changeGroup(1, new SlabGroup(nobody, 2, 110, group.members())));
    }
}
