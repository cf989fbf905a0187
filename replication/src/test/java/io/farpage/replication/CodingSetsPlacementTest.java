package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.replication.PlacementPolicy.Choice;
import io.farpage.replication.PlacementPolicy.Wanted;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class CodingSetsPlacementTest extends PlacementContract {
    private static final int GROUP = 6;
    private static final int EXTRA = 2;
    private static final int SET = GROUP + EXTRA;

    @Override
    PlacementPolicy policy() {
        return new CodingSetsPlacement(EXTRA);
    }

    @Test
    void fewerTripleLossesHitAGroupThanWithRandomPlacement() {
        PlacedGroups inSets = new PlacedGroups(48);
        PlacedGroups byTwo = new PlacedGroups(48);
        PlacedGroups byChance = new PlacedGroups(48);

        inSets.place(policy(), GROUP, 500);
        byTwo.place(new PowerOfTwoPlacement(7), GROUP, 500);
        byChance.place(new RandomPlacement(new Random(7)), GROUP, 500);

        // Six sets of eight hosts: 6 * C(8, 3) of the C(48, 3) = 17,296 ways.
        assertThat(inSets.fatalTriples()).isEqualTo(336);
        assertThat(byTwo.fatalTriples()).isGreaterThan(7_000);
        assertThat(byChance.fatalTriples()).isGreaterThan(7_000);
        assertThat(inSets.mostSlabsOnOneHost()).isLessThanOrEqualTo(64); // 62.5 on average
    }

    @Test
    void replacesAMemberFromTheSetThatItsGroupIsIn() {
        PlacedGroups placed = new PlacedGroups(3 * SET);
        placed.place(policy(), GROUP, 1);
        HostId victim = placed.groups().getFirst().iterator().next();
        placed.kill(victim.value());
        List<HostInfo> others = placed.hosts().stream()
                .filter(h -> placed.groups().getFirst().contains(h.ref().host()))
                .filter(h -> !h.ref().host().equals(victim))
                .toList();
        int firstOfSet = victim.value() / SET * SET;
        IntStream.range(firstOfSet, firstOfSet + SET).forEach(i -> placed.use(i, 500_000));

        Choice choice = policy().choose(placed.hosts(), Wanted.replacement(GROUP, SLAB, others));

        assertThat(choice)
                .isInstanceOfSatisfying(
                        Choice.Chosen.class,
                        chosen -> assertThat(
                                        chosen.hosts().getFirst().ref().host().value() / SET)
                                .isEqualTo(victim.value() / SET));
    }

    @Test
    void deadHostsChangeNoSet() {
        PlacedGroups placed = new PlacedGroups(4 * SET);
        List.of(0, 9, 10).forEach(placed::kill);

        placed.place(policy(), GROUP, 100);

        assertThat(placed.groups()).allMatch(CodingSetsPlacementTest::isInOneSet);
    }

    @Test
    void newHostsMakeASetOfTheirOwnAsSoonAsTheyAreEnough() {
        List<List<HostInfo>> before = CodingSets.arrange(new PlacedGroups(2 * SET).hosts(), GROUP, EXTRA);

        assertThat(sizes(new PlacedGroups(2 * SET + 3).hosts())).containsExactly(SET + 2, SET + 1);
        assertThat(CodingSets.arrange(new PlacedGroups(2 * SET + GROUP).hosts(), GROUP, EXTRA))
                .hasSize(3)
                .startsWith(before.get(0), before.get(1));
    }

    @Test
    void setsHaveOneHostOfEachRack() {
        List<HostInfo> hosts = IntStream.range(0, 32)
                .mapToObj(i -> host(i, "rack-" + i / 4, 1000, 0, HostState.ALIVE))
                .toList();

        assertThat(CodingSets.arrange(hosts, GROUP, EXTRA))
                .hasSize(4)
                .allSatisfy(set -> assertThat(set.stream().map(HostInfo::failureDomain))
                        .hasSize(SET)
                        .doesNotHaveDuplicates());
    }

    @Test
    void takesAnyHostsWhenNoSetHasTheRoom() {
        PlacedGroups placed = new PlacedGroups(2 * SET);
        List.of(0, 1, 2, 8, 9, 10).forEach(placed::kill);

        assertThat(policy().choose(placed.hosts(), Wanted.group(GROUP, SLAB))).isInstanceOf(Choice.Chosen.class);
    }

    @Property(tries = 300)
    void everyHostIsInExactlyOneSet(@ForAll @IntRange(min = 0, max = 60) int hostCount, @ForAll long seed) {
        Random random = new Random(seed);
        int domains = 1 + random.nextInt(30);
        List<HostInfo> hosts = IntStream.range(0, hostCount)
                .mapToObj(i -> host(i, "domain-" + random.nextInt(domains), 1000, 0, HostState.ALIVE))
                .toList();

        List<List<HostInfo>> sets = CodingSets.arrange(hosts, GROUP, EXTRA);

        List<HostInfo> inSets = sets.stream().flatMap(List::stream).toList();
        if (!sets.isEmpty()) {
            assertThat(inSets).containsExactlyInAnyOrderElementsOf(hosts);
        }
        assertThat(sets).allMatch(set -> domainsOf(set).size() >= GROUP);
    }

    private static List<Integer> sizes(List<HostInfo> hosts) {
        return CodingSets.arrange(hosts, GROUP, EXTRA).stream().map(List::size).toList();
    }

    private static Set<String> domainsOf(List<HostInfo> set) {
        return set.stream().map(HostInfo::failureDomain).collect(Collectors.toCollection(HashSet::new));
    }

    private static boolean isInOneSet(Set<HostId> group) {
        return group.stream().map(h -> h.value() / SET).distinct().count() == 1;
    }
}
