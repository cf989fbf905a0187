package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.replication.PlacementPolicy.Choice;
import io.farpage.replication.PlacementPolicy.Wanted;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** What every placement policy promises. */
abstract class PlacementContract {
    static final long SLAB = 100;
    private static final List<HostState> STATES = List.of(
            HostState.ALIVE, HostState.ALIVE, HostState.ALIVE, HostState.SUSPECT, HostState.DRAINING, HostState.DEAD);

    /** The policy that is tested, new. */
    abstract PlacementPolicy policy();

    static HostInfo host(int id, String domain, long capacity, long used, HostState state) {
        return new HostInfo(new HostRef(new HostId(id), 1), "x", domain, capacity, used, state);
    }

    @Property(tries = 1000)
    void choosesLiveHostsWithRoomInDistinctFreeDomainsExactlyWhenThereAre(
            @ForAll @IntRange(min = 0, max = 30) int hostCount,
            @ForAll @IntRange(min = 1, max = 8) int groupSize,
            @ForAll @IntRange(min = 1, max = 20) int domains,
            @ForAll boolean suspects,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<HostInfo> hosts = new ArrayList<>();
        for (int i = 1; i <= hostCount; i++) {
            HostState state = STATES.get(random.nextInt(STATES.size()));
            hosts.add(host(i, "domain-" + random.nextInt(domains), 1000, random.nextInt(1200), state));
        }
        List<HostInfo> others = inDistinctDomains(hosts, random.nextInt(groupSize));
        int count = 1 + random.nextInt(groupSize - others.size());
        Set<HostRef> refusing = hosts.stream()
                .map(HostInfo::ref)
                .filter(h -> random.nextInt(10) == 0)
                .collect(Collectors.toSet());
        Wanted wanted = new Wanted(count, groupSize, SLAB, others, refusing, suspects);
        Set<String> usable = usableDomains(hosts, wanted);

        switch (policy().choose(hosts, wanted)) {
            case Choice.Chosen chosen -> {
                assertThat(chosen.hosts()).hasSize(count).isSubsetOf(hosts);
                assertThat(chosen.hosts()).allMatch(h -> wanted.allows(h.state()) && h.freeBytes() >= SLAB);
                assertThat(chosen.hosts()).noneMatch(h -> refusing.contains(h.ref()));
                assertThat(chosen.hosts())
                        .extracting(HostInfo::failureDomain)
                        .doesNotHaveDuplicates()
                        .isSubsetOf(usable);
            }
            case Choice.Refused refused -> {
                assertThat(usable).hasSizeLessThan(count);
                assertThat(refused.why())
                        .contains("needs " + count)
                        .contains(SLAB + " bytes")
                        .contains("of " + hostCount + " hosts")
                        .contains("add hosts or memory");
            }
        }
    }

    private static List<HostInfo> inDistinctDomains(List<HostInfo> hosts, int most) {
        Set<String> domains = new HashSet<>();
        return hosts.stream()
                .filter(h -> domains.size() < most && domains.add(h.failureDomain()))
                .toList();
    }

    private static Set<String> usableDomains(List<HostInfo> hosts, Wanted wanted) {
        Set<String> usable = hosts.stream()
                .filter(h -> wanted.allows(h.state()) && h.freeBytes() >= SLAB)
                .filter(h -> !wanted.refusing().contains(h.ref()))
                .map(HostInfo::failureDomain)
                .collect(Collectors.toSet());
        wanted.others().forEach(h -> usable.remove(h.failureDomain()));
        return usable;
    }

    @Test
    void countsWhatIsMissing() {
        List<HostInfo> hosts = List.of(
                host(1, "a", 1000, 0, HostState.ALIVE),
                host(2, "a", 1000, 0, HostState.ALIVE),
                host(3, "b", 1000, 950, HostState.ALIVE),
                host(4, "c", 1000, 0, HostState.DEAD));

        assertThat(policy().choose(hosts, Wanted.group(2, SLAB)))
                .isInstanceOfSatisfying(
                        Choice.Refused.class,
                        refused -> assertThat(refused.why())
                                .contains("of 4 hosts 3 are alive, 2 have the room and 1 of them are in domains"));
    }

    @Test
    void takesSuspectHostsOnlyWhenThereAreNotEnoughOthers() {
        HostInfo alive = host(1, "a", 1000, 800, HostState.ALIVE);
        HostInfo suspect = host(2, "b", 1000, 0, HostState.SUSPECT);
        List<HostInfo> hosts = List.of(alive, suspect);

        assertThat(policy().chooseEvenSuspects(hosts, Wanted.group(1, SLAB)))
                .isEqualTo(new Choice.Chosen(List.of(alive)));
        assertThat(policy().chooseEvenSuspects(hosts, Wanted.group(2, SLAB)))
                .isInstanceOfSatisfying(
                        Choice.Chosen.class, c -> assertThat(c.hosts()).containsExactlyInAnyOrder(alive, suspect));
        assertThat(policy().choose(hosts, Wanted.group(2, SLAB))).isInstanceOf(Choice.Refused.class);
        HostInfo dead = suspect.in(HostState.DEAD);
        assertThat(policy().chooseEvenSuspects(List.of(alive, dead), Wanted.group(2, SLAB)))
                .isInstanceOf(Choice.Refused.class);
    }

    @Test
    void survivesHostsThatLendNothing() {
        List<HostInfo> hosts = List.of(host(1, "a", 0, 0, HostState.ALIVE));

        assertThat(policy().choose(hosts, Wanted.group(1, SLAB))).isInstanceOf(Choice.Refused.class);
    }
}
