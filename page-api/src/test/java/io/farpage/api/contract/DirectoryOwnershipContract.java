package io.farpage.api.contract;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.PlacementDirectory.Acquired;
import io.farpage.api.PlacementDirectory.GroupChange;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import io.farpage.api.Version;
import java.time.Duration;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

/** The half of {@link DirectoryContract} that is about hosts, regions and who owns them. */
abstract class DirectoryOwnershipContract extends DirectoryFixture {
    @Test
    void knowsARegisteredHost() {
        HostId id = newHostId();

        HostInfo host = directory().registerHost(id, "10.0.0.1:7000", "rack-a", 1 << 20);

        assertThat(host)
                .isEqualTo(new HostInfo(new HostRef(id, 1), "10.0.0.1:7000", "rack-a", 1 << 20, 0, HostState.ALIVE));
        assertThat(directory().hosts()).contains(host);
    }

    @Test
    void givesARestartedHostANewIncarnationAndForgetsTheOldOne() {
        HostInfo first = newHost("a");
        directory().setHostState(first.ref(), HostState.DRAINING);

        HostInfo second = directory().registerHost(first.ref().host(), "elsewhere:1", "b", 5);

        assertThat(second.ref()).isEqualTo(new HostRef(first.ref().host(), 2));
        assertThat(second.state()).isEqualTo(HostState.ALIVE);
        assertThat(directory().hosts()).contains(second).doesNotContain(first);
    }

    @Test
    void listsHostsById() {
        newHost("a");
        newHost("b");

        assertThat(directory().hosts())
                .isSortedAccordingTo(Comparator.comparingInt(h -> h.ref().host().value()));
    }

    @Test
    void changesTheStateOfTheNewestIncarnationOnly() {
        HostInfo first = newHost("a");
        HostInfo second = directory().registerHost(first.ref().host(), "x:1", "a", 5);

        assertThat(directory().setHostState(first.ref(), HostState.DEAD)).isFalse();
        assertThat(directory().setHostState(second.ref(), HostState.ALIVE)).isFalse();
        assertThat(directory().setHostState(second.ref(), HostState.DRAINING)).isTrue();
        assertThat(directory().setHostState(new HostRef(newHostId(), 1), HostState.DEAD))
                .isFalse();
        assertThat(find(second.ref()).state()).isEqualTo(HostState.DRAINING);
    }

    @Test
    void keepsDeadIncarnationsDead() {
        HostInfo host = newHost("a");

        assertThat(directory().setHostState(host.ref(), HostState.DEAD)).isTrue();
        assertThat(directory().setHostState(host.ref(), HostState.ALIVE)).isFalse();
        assertThat(find(host.ref()).state()).isEqualTo(HostState.DEAD);
    }

    @Test
    void onlyAHostThatIsAliveBecomesSuspect() {
        HostInfo host = directory().registerHost(newHostId(), "a:1", "rack-a", 1);
        assertThat(directory().setHostState(host.ref(), HostState.SUSPECT)).isTrue();
        assertThat(find(host.ref()).state()).isEqualTo(HostState.SUSPECT);
        assertThat(directory().setHostState(host.ref(), HostState.ALIVE)).isTrue();
        assertThat(directory().setHostState(host.ref(), HostState.DRAINING)).isTrue();
        assertThat(directory().setHostState(host.ref(), HostState.SUSPECT)).isFalse();
        assertThat(find(host.ref()).state()).isEqualTo(HostState.DRAINING);
    }

    @Test
    void changesTheCapacityOfTheNewestIncarnationIfItIsWhatTheCallerExpects() {
        HostInfo first = newHost("a");
        HostInfo host = directory().registerHost(first.ref().host(), "x:1", "a", 500);

        assertThat(directory().setHostCapacity(first.ref(), 500, 300)).isFalse();
        assertThat(directory().setHostCapacity(host.ref(), 400, 300)).isFalse();
        assertThat(find(host.ref())).isEqualTo(host);
        assertThat(directory().setHostCapacity(host.ref(), 500, 300)).isTrue();
        assertThat(directory().setHostCapacity(host.ref(), 500, 300))
                .as("asked for again after a lost answer")
                .isTrue();
        assertThat(find(host.ref())).isEqualTo(host.lending(300));
        refuses(() -> directory().setHostCapacity(host.ref(), 300, -1));
        assertThat(directory().setHostState(host.ref(), HostState.DRAINING)).isTrue();
        assertThat(find(host.ref())).isEqualTo(host.lending(300).in(HostState.DRAINING));
    }

    @Test
    void showsWhyRepairIsBlockedUntilItIsNot() {
        directory().noteRepairBlocked("no room");
        assertThat(directory().repairBlockedBy()).isEqualTo("no room");
        refuses(() -> directory().noteRepairBlocked("x".repeat(PlacementDirectory.MAX_NOTE + 1)));

        directory().noteRepairBlocked("");

        assertThat(directory().repairBlockedBy()).isEmpty();
    }

    @Test
    void refusesAHostWithoutAddressOrDomain() {
        refuses(() -> directory().registerHost(newHostId(), "", "a", 1));
        refuses(() -> directory().registerHost(newHostId(), "x:1", " ", 1));
        refuses(() -> directory().registerHost(newHostId(), "x:1", "a", -1));
    }

    @Test
    void knowsACreatedRegionWithoutOwnerAndGroups() {
        RegionSpec spec = newSpec();

        RegionInfo region = directory().createRegion(spec, PAGES_PER_GROUP);

        assertThat(region)
                .isEqualTo(new RegionInfo(region.id(), spec, 0, "", PAGES_PER_GROUP, true, Version.NONE, false));
        assertThat(directory().region(spec.name())).contains(region);
        assertThat(directory().regions())
                .contains(region)
                .isSortedAccordingTo(Comparator.comparing(r -> r.spec().name()));
        assertThat(directory().groups(region.id())).isEmpty();
    }

    @Test
    void refusesANameThatIsTaken() {
        RegionSpec spec = newSpec();
        directory().createRegion(spec, PAGES_PER_GROUP);

        refuses(() -> directory().createRegion(spec, PAGES_PER_GROUP));
        refuses(() -> directory().createRegion(newSpec(), 0));
    }

    @Test
    void knowsARegionAsIncompleteUntilItsOwnerCompletesIt() {
        RegionSpec usual = newSpec();
        RegionSpec spec = usual.startingIncomplete();
        RegionInfo region = directory().createRegion(spec, PAGES_PER_GROUP);
        assertThat(region.complete()).isFalse();
        refuses(() -> directory().completeRegion(region.id(), 0));
        directory().acquire(region.id(), "owner", LEASE);
        refuses(() -> directory().completeRegion(region.id(), 2));
        assertThat(directory().region(spec.name()))
                .hasValueSatisfying(r -> assertThat(r.complete()).isFalse());

        directory().completeRegion(region.id(), 1);
        directory().completeRegion(region.id(), 1);

        directory().release(region.id(), 1);
        assertThat(directory().region(spec.name()))
                .contains(region.ownedBy(1, "").completed());
    }

    @Test
    void answersEmptyForWhatIsNotThere() {
        RegionId nobody = new RegionId(RegionId.MAX);

        assertThat(directory().region("no/such/region")).isEmpty();
        assertThat(directory().groups(nobody)).isEmpty();
        assertThat(directory().group(new SlabGroupId(nobody, 0))).isEmpty();
        assertThat(directory().renew(nobody, 1, LEASE)).isFalse();
        directory().release(nobody, 1);
        refuses(() -> directory().acquire(nobody, "owner", LEASE));
        refuses(() -> directory().deleteRegion(nobody, 1));
    }

    @Test
    void grantsOneOwnerAtATime() {
        RegionInfo region = newRegion();

        assertThat(directory().acquire(region.id(), "one", LEASE)).isEqualTo(new Acquired.Granted(1));
        advance(Duration.ofSeconds(4));

        assertThat(directory().acquire(region.id(), "two", LEASE)).isInstanceOfSatisfying(Acquired.Held.class, held -> {
            assertThat(held.owner()).isEqualTo("one");
            assertThat(held.leftMs()).isBetween(1L, 6000L);
        });
        assertThat(newest(region).owner()).isEqualTo("one");
    }

    @Test
    void grantsAHigherEpochWhenTheOwnerAsksAgain() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);

        assertThat(directory().acquire(region.id(), "one", LEASE)).isEqualTo(new Acquired.Granted(2));
        assertThat(directory().renew(region.id(), 1, LEASE)).isFalse();
        assertThat(newest(region).epoch()).isEqualTo(2);
    }

    @Test
    void grantsALeaseThatRanOutToTheNext() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        advance(LEASE.plusMillis(1));

        assertThat(directory().acquire(region.id(), "two", LEASE)).isEqualTo(new Acquired.Granted(2));
        assertThat(directory().renew(region.id(), 1, LEASE)).isFalse();
        assertThat(newest(region).owner()).isEqualTo("two");
    }

    @Test
    void keepsALeaseThatIsRenewed() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        advance(LEASE.minusSeconds(1));

        assertThat(directory().renew(region.id(), 1, LEASE)).isTrue();
        advance(LEASE.minusSeconds(1));

        assertThat(directory().acquire(region.id(), "two", LEASE)).isInstanceOf(Acquired.Held.class);
    }

    @Test
    void renewsALeaseThatRanOutWhileNobodyElseAsked() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        advance(LEASE.multipliedBy(3));

        assertThat(directory().renew(region.id(), 1, LEASE)).isTrue();
        assertThat(directory().acquire(region.id(), "two", LEASE)).isInstanceOf(Acquired.Held.class);
    }

    @Test
    void grantsAReleasedRegionAtOnce() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);

        directory().release(region.id(), 1);
        directory().release(region.id(), 1);

        assertThat(newest(region).owner()).isEmpty();
        assertThat(directory().renew(region.id(), 1, LEASE)).isFalse();
        assertThat(directory().acquire(region.id(), "two", LEASE)).isEqualTo(new Acquired.Granted(2));
        directory().release(region.id(), 1);
        assertThat(newest(region).owner()).isEqualTo("two");
    }

    @Test
    void whatWasCommittedNeverGoesBack() {
        RegionSpec spec = newSpec().withCommits(1 << 20);
        RegionInfo region = directory().createRegion(spec, PAGES_PER_GROUP);
        assertThat(region.committed()).isEqualTo(Version.NONE);
        assertThat(newest(region).spec()).isEqualTo(spec);
        refuses(() -> directory().commitRegion(region.id(), 1, Version.of(1, 1)));
        directory().acquire(region.id(), "one", LEASE);

        directory().commitRegion(region.id(), 1, Version.of(1, 7));
        directory().commitRegion(region.id(), 1, Version.of(1, 7));
        directory().commitRegion(region.id(), 1, Version.of(1, 3));

        assertThat(newest(region)).isEqualTo(region.ownedBy(1, "one").committed(Version.of(1, 7)));
        refuses(() -> directory().commitRegion(region.id(), 1, Version.of(2, 1)));
        refuses(() -> directory().commitRegion(region.id(), 1, -1));
    }

    @Test
    void onlyTheOwnerCommitsAndOnlyARegionWithCommits() {
        RegionInfo without = newRegion();
        directory().acquire(without.id(), "one", LEASE);
        refuses(() -> directory().commitRegion(without.id(), 1, Version.of(1, 1)));
        RegionInfo region = directory().createRegion(newSpec().withCommits(1 << 20), PAGES_PER_GROUP);
        directory().acquire(region.id(), "one", LEASE);
        directory().commitRegion(region.id(), 1, Version.of(1, 1));
        directory().release(region.id(), 1);
        refuses(() -> directory().commitRegion(region.id(), 1, Version.of(1, 2)));
        directory().acquire(region.id(), "two", LEASE);
        refuses(() -> directory().commitRegion(region.id(), 1, Version.of(1, 2)));

        directory().commitRegion(region.id(), 2, Version.of(2, 1));

        assertThat(newest(region).committed()).isEqualTo(Version.of(2, 1));
    }

    @Test
    void nobodyOwnsASealedRegionAgain() {
        RegionSpec usual = newSpec();
        RegionSpec spec = usual.startingIncomplete();
        RegionInfo region = directory().createRegion(spec, PAGES_PER_GROUP);
        refuses(() -> directory().sealRegion(region.id(), 0));
        directory().acquire(region.id(), "one", LEASE);
        refuses(() -> directory().sealRegion(region.id(), 2));
        assertThat(newest(region).sealed()).isFalse();

        directory().sealRegion(region.id(), 1);
        directory().sealRegion(region.id(), 1);

        assertThat(newest(region))
                .isEqualTo(new RegionInfo(region.id(), spec, 1, "", PAGES_PER_GROUP, true, Version.NONE, true))
                .isEqualTo(region.ownedBy(1, "one").afterSealing());
        refuses(() -> directory().acquire(region.id(), "one", LEASE));
        refuses(() -> directory().acquire(region.id(), "two", LEASE));
        refuses(() -> directory().sealRegion(region.id(), 2));
        assertThat(directory().renew(region.id(), 1, LEASE)).isFalse();
        directory().release(region.id(), 1);
        assertThat(newest(region).sealed()).isTrue();
    }

    @Test
    void aRegionThatSomebodyElseHasTakenOverIsNotSealedByItsFormerOwner() {
        RegionInfo region = newRegion();
        directory().acquire(region.id(), "one", LEASE);
        directory().release(region.id(), 1);
        refuses(() -> directory().sealRegion(region.id(), 1));
        directory().acquire(region.id(), "two", LEASE);

        refuses(() -> directory().sealRegion(region.id(), 1));

        assertThat(newest(region)).isEqualTo(region.ownedBy(2, "two"));
    }

    @Test
    void repairGoesOnInASealedRegionAndAnybodyDeletesItAtItsEpoch() {
        SlabGroup group = createdGroup();
        RegionId region = group.id().region();
        directory().sealRegion(region, 1);

        SlabGroup next = group.with(2, group.members().get(2).in(MemberState.ABSENT));
        assertThat(directory().changeGroup(0, next)).isEqualTo(new GroupChange.Changed(next));
        refuses(() -> directory().createGroup(1, group));
        refuses(() -> directory().deleteRegion(region, 2));

        directory().deleteRegion(region, 1);
        directory().deleteRegion(region, 1);

        assertThat(directory().groups(region)).isEmpty();
    }

    @Test
    void refusesAnOwnerWithoutNameOrTime() {
        RegionInfo region = newRegion();

        refuses(() -> directory().acquire(region.id(), "", LEASE));
        refuses(() -> directory().acquire(region.id(), "one", Duration.ZERO));
    }

    @Test
    void deletesARegionForItsOwnerOnly() {
        RegionInfo region = newRegion();
        refuses(() -> directory().deleteRegion(region.id(), 0));
        directory().acquire(region.id(), "one", LEASE);
        directory().createGroup(1, wholeGroup(region));
        refuses(() -> directory().deleteRegion(region.id(), 2));

        directory().deleteRegion(region.id(), 1);
        directory().deleteRegion(region.id(), 1);

        assertThat(directory().region(region.spec().name())).isEmpty();
        assertThat(directory().groups(region.id())).isEmpty();
        RegionInfo next = directory().createRegion(region.spec(), PAGES_PER_GROUP);
        assertThat(next.id().value()).isGreaterThan(region.id().value());
    }
}
