package io.farpage.replication;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import java.util.Comparator;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Keeps each slab group inside one of few, disjoint sets of hosts, so that hosts that die together rarely hold more of one
 * group than its parity bears (Lee et al., <i>Hydra: Resilient and Highly Available Remote Memory</i>, FAST 2022, CodingSets).
 * A set has a few hosts more than a group, to choose the least used from; new groups go to the least used set.
 *
 * <p>A replacement comes from the set that most of its group is in. Only when no set has what is wanted are hosts taken from
 * all of them: room goes before few sets.
 */
public final class CodingSetsPlacement implements PlacementPolicy {
    /** Hosts of a set beyond those of a group: Hydra's load balancing factor. */
    public static final int DEFAULT_EXTRA_HOSTS = 2;

    private final int extraHosts;

    /** Sets of as many hosts as a group has members, and {@code extraHosts} more. */
    public CodingSetsPlacement(int extraHosts) {
        if (extraHosts < 0) {
            throw new IllegalArgumentException("extra hosts of a coding set: " + extraHosts + " is negative");
        }
        this.extraHosts = extraHosts;
    }

    @Override
    public Choice choose(List<HostInfo> hosts, Wanted wanted) {
        return CodingSets.arrange(hosts, wanted.groupSize(), extraHosts).stream()
                .sorted(Comparator.comparingLong((List<HostInfo> set) -> -membersIn(set, wanted))
                        .thenComparingDouble(CodingSetsPlacement::usedShare))
                .map(set -> Candidates.of(set, wanted).leastUsed())
                .filter(Choice.Chosen.class::isInstance)
                .findFirst()
                .orElseGet(() -> Candidates.of(hosts, wanted).leastUsed());
    }

    private static long membersIn(List<HostInfo> set, Wanted wanted) {
        Set<HostId> others = wanted.others().stream().map(h -> h.ref().host()).collect(Collectors.toSet());
        return set.stream().filter(h -> others.contains(h.ref().host())).count();
    }

    private static double usedShare(List<HostInfo> set) {
        return Candidates.usedShare(
                set.stream().filter(h -> h.state() == HostState.ALIVE).toList());
    }
}
