package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.replication.PlacementPolicy.Choice;
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

class LeastUsedPlacementTest {
    private static final long SLAB = 100;
    private static final List<HostState> STATES =
            List.of(HostState.ALIVE, HostState.ALIVE, HostState.DRAINING, HostState.DEAD);

    private final PlacementPolicy policy = new LeastUsedPlacement();

    @Property(tries = 500)
    void choosesLiveHostsWithRoomInDistinctDomainsOrSaysWhyNot(
            @ForAll @IntRange(min = 0, max = 20) int hostCount,
            @ForAll @IntRange(min = 1, max = 8) int count,
            @ForAll long seed) {
        Random random = new Random(seed);
        List<HostInfo> hosts = new ArrayList<>();
        for (int i = 1; i <= hostCount; i++) {
            HostState state = STATES.get(random.nextInt(STATES.size()));
            hosts.add(host(i, "domain-" + random.nextInt(8), 1000, random.nextInt(1200), state));
        }
        Set<String> taken = random.nextBoolean() ? Set.of() : Set.of("domain-0", "domain-5");
        Set<String> usable = hosts.stream()
                .filter(h -> h.state() == HostState.ALIVE && h.freeBytes() >= SLAB)
                .map(HostInfo::failureDomain)
                .collect(Collectors.toCollection(HashSet::new));
        usable.removeAll(taken);

        switch (policy.choose(hosts, count, SLAB, taken)) {
            case Choice.Chosen chosen -> {
                assertThat(chosen.hosts()).hasSize(count).allMatch(h -> h.state() == HostState.ALIVE);
                assertThat(chosen.hosts()).allMatch(h -> h.freeBytes() >= SLAB);
                assertThat(chosen.hosts())
                        .extracting(HostInfo::failureDomain)
                        .doesNotHaveDuplicates()
                        .allMatch(usable::contains);
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

    @Test
    void prefersTheLeastUsedShareAndThenTheSmallestId() {
        List<HostInfo> hosts = List.of(
                host(4, "d", 1000, 300, HostState.ALIVE),
                host(3, "c", 4000, 400, HostState.ALIVE),
                host(2, "b", 1000, 100, HostState.ALIVE),
                host(1, "a", 1000, 900, HostState.ALIVE));

        assertThat(policy.choose(hosts, 3, SLAB, Set.of()))
                .isEqualTo(new Choice.Chosen(List.of(hosts.get(2), hosts.get(1), hosts.get(0))));
    }

    @Test
    void countsWhatIsMissing() {
        List<HostInfo> hosts = List.of(
                host(1, "a", 1000, 0, HostState.ALIVE),
                host(2, "a", 1000, 0, HostState.ALIVE),
                host(3, "b", 1000, 950, HostState.ALIVE),
                host(4, "c", 1000, 0, HostState.DEAD));

        assertThat(policy.choose(hosts, 2, SLAB, Set.of()))
                .isInstanceOfSatisfying(
                        Choice.Refused.class,
                        refused -> assertThat(refused.why())
                                .contains("of 4 hosts 3 are alive, 2 have the room and 1 of them are in domains"));
    }

    @Test
    void survivesHostsThatLendNothing() {
        List<HostInfo> hosts = List.of(host(1, "a", 0, 0, HostState.ALIVE));

        assertThat(policy.choose(hosts, 1, SLAB, Set.of())).isInstanceOf(Choice.Refused.class);
    }

    private static HostInfo host(int id, String domain, long capacity, long used, HostState state) {
        return new HostInfo(new HostRef(new HostId(id), 1), "x", domain, capacity, used, state);
    }
}
