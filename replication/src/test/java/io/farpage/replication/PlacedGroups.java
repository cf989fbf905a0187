package io.farpage.replication;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.replication.PlacementPolicy.Choice;
import io.farpage.replication.PlacementPolicy.Wanted;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Hosts 0, 1, ... with much room, in failure domains of their own, and the groups that a policy has placed on them. */
final class PlacedGroups {
    private static final long SLAB = 1;

    private final List<HostInfo> hosts = new ArrayList<>();
    private final List<Set<HostId>> groups = new ArrayList<>();

    PlacedGroups(int hostCount) {
        for (int i = 0; i < hostCount; i++) {
            hosts.add(PlacementContract.host(i, "domain-" + i, 1_000_000, 0, HostState.ALIVE));
        }
    }

    List<HostInfo> hosts() {
        return hosts;
    }

    List<Set<HostId>> groups() {
        return groups;
    }

    /** Takes memory of a host; returns it as it is then. */
    HostInfo use(int host, long bytes) {
        HostInfo h = hosts.get(host);
        HostInfo used = new HostInfo(
                h.ref(), h.address(), h.failureDomain(), h.capacityBytes(), h.usedBytes() + bytes, h.state());
        hosts.set(host, used);
        return used;
    }

    /** A host dies. */
    void kill(int host) {
        HostInfo h = hosts.get(host);
        hosts.set(host, PlacementContract.host(host, h.failureDomain(), h.capacityBytes(), 0, HostState.DEAD));
    }

    /** Places groups, one after the other. */
    void place(PlacementPolicy policy, int groupSize, int count) {
        for (int i = 0; i < count; i++) {
            Choice choice = policy.choose(List.copyOf(hosts), Wanted.group(groupSize, SLAB));
            if (!(choice instanceof Choice.Chosen chosen)) {
                throw new AssertionError("no place for group " + i + ": " + choice);
            }
            chosen.hosts().forEach(h -> use(h.ref().host().value(), SLAB));
            groups.add(chosen.hosts().stream().map(h -> h.ref().host()).collect(Collectors.toSet()));
        }
    }

    long mostSlabsOnOneHost() {
        return hosts.stream().mapToLong(HostInfo::usedBytes).max().orElse(0);
    }

    /** In how many of all the ways in which three hosts can die at once some group loses three members. */
    int fatalTriples() {
        int n = hosts.size();
        BitSet fatal = new BitSet(n * n * n);
        for (Set<HostId> group : groups) {
            int[] ids = group.stream().mapToInt(HostId::value).sorted().toArray();
            for (int a = 0; a < ids.length; a++) {
                for (int b = a + 1; b < ids.length; b++) {
                    for (int c = b + 1; c < ids.length; c++) {
                        fatal.set((ids[a] * n + ids[b]) * n + ids[c]);
                    }
                }
            }
        }
        return fatal.cardinality();
    }
}
