package io.farpage.replication;

import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.replication.PlacementPolicy.Choice;
import io.farpage.replication.PlacementPolicy.Wanted;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Hosts that may be chosen: alive, with room, in a domain that the group is not in; suspects last, least used first, then by id. */
final class Candidates {
    private static final Comparator<HostInfo> LEAST_USED = Comparator.comparing(
                    (HostInfo h) -> h.state() == HostState.SUSPECT)
            .thenComparingDouble(HostInfo::usedShare)
            .thenComparingInt(h -> h.ref().host().value());

    private final List<HostInfo> all;
    private final Wanted wanted;
    private final List<HostInfo> usable;

    private Candidates(List<HostInfo> all, Wanted wanted, List<HostInfo> usable) {
        this.all = all;
        this.wanted = wanted;
        this.usable = usable;
    }

    static Candidates of(List<HostInfo> hosts, Wanted wanted) {
        Set<String> taken = wanted.takenDomains();
        List<HostInfo> usable = hosts.stream()
                .filter(h -> hasRoom(h, wanted) && !taken.contains(h.failureDomain()))
                .sorted(LEAST_USED)
                .toList();
        return new Candidates(hosts, wanted, usable);
    }

    private static boolean hasRoom(HostInfo host, Wanted wanted) {
        return wanted.allows(host.state())
                && host.freeBytes() >= wanted.slabBytes()
                && !wanted.refusing().contains(host.ref());
    }

    /** Used share of the memory of some hosts together; those that lend nothing are full. */
    static double usedShare(List<HostInfo> hosts) {
        long capacityBytes = hosts.stream().mapToLong(HostInfo::capacityBytes).sum();
        long usedBytes = hosts.stream().mapToLong(HostInfo::usedBytes).sum();
        return capacityBytes == 0 ? 1 : (double) usedBytes / capacityBytes;
    }

    /** All that may be chosen. */
    List<HostInfo> usable() {
        return usable;
    }

    /** The least used host of each of the least used domains. */
    Choice leastUsed() {
        Set<String> domains = new HashSet<>();
        List<HostInfo> chosen = new ArrayList<>(wanted.count());
        for (HostInfo host : usable) {
            if (chosen.size() < wanted.count() && domains.add(host.failureDomain())) {
                chosen.add(host);
            }
        }
        return choice(chosen);
    }

    /** What was chosen, or, when that is not enough, why there is no more. */
    Choice choice(List<HostInfo> chosen) {
        if (chosen.size() == wanted.count()) {
            return new Choice.Chosen(chosen);
        }
        long alive = all.stream().filter(h -> wanted.allows(h.state())).count();
        long roomy = all.stream().filter(h -> hasRoom(h, wanted)).count();
        return new Choice.Refused("needs " + wanted.count() + " hosts in distinct failure domains with "
                + wanted.slabBytes() + " bytes free each; of " + all.size() + " hosts " + alive + " are alive, " + roomy
                + " have the room and " + chosen.size() + " of them are in domains of their own: add hosts or memory");
    }
}
