package io.farpage.replication;

import io.farpage.api.HostInfo;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;

/**
 * The disjoint sets of hosts that {@link CodingSetsPlacement} places groups in. Made anew from the hosts each time, by all
 * processes alike: hosts in the order of their ids, each in the first set that has room and no host of its failure domain. A
 * host that dies stays in its set, and one with a new, higher id changes no set that is full.
 */
final class CodingSets {
    private CodingSets() {}

    /**
     * Every host is in one set. Those that are left over because they are too few for a group fill up the other sets, which
     * are then larger, and may have two hosts of one failure domain.
     *
     * @return no set when all hosts together are too few
     */
    static List<List<HostInfo>> arrange(List<HostInfo> hosts, int groupSize, int extraHosts) {
        List<List<HostInfo>> sets = new ArrayList<>();
        hosts.stream()
                .sorted(Comparator.comparingInt(h -> h.ref().host().value()))
                .forEach(host ->
                        firstWithRoom(sets, host, groupSize + extraHosts).add(host));
        List<List<HostInfo>> whole = new ArrayList<>();
        List<HostInfo> leftOver = new ArrayList<>();
        for (List<HostInfo> set : sets) {
            if (set.size() >= groupSize) {
                whole.add(set);
            } else {
                leftOver.addAll(set);
            }
        }
        if (!whole.isEmpty()) {
            leftOver.forEach(host -> best(whole, host).add(host));
        }
        return whole;
    }

    private static List<HostInfo> firstWithRoom(List<List<HostInfo>> sets, HostInfo host, int setSize) {
        for (List<HostInfo> set : sets) {
            if (set.size() < setSize && !hasDomain(set, host)) {
                return set;
            }
        }
        sets.add(new ArrayList<>(setSize));
        return sets.getLast();
    }

    /** The smallest of the sets without this host's domain, or else of all. */
    private static List<HostInfo> best(List<List<HostInfo>> sets, HostInfo host) {
        List<HostInfo> best = sets.getFirst();
        for (List<HostInfo> set : sets) {
            int byDomain = Boolean.compare(hasDomain(set, host), hasDomain(best, host));
            if (byDomain < 0 || (byDomain == 0 && set.size() < best.size())) {
                best = set;
            }
        }
        return best;
    }

    private static boolean hasDomain(List<HostInfo> set, HostInfo host) {
        return set.stream().anyMatch(h -> h.failureDomain().equals(host.failureDomain()));
    }
}
