package io.farpage.replication;

import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/** Takes the hosts with the smallest used share of their memory, one of each failure domain; host ids break ties. */
public final class LeastUsedPlacement implements PlacementPolicy {
    @Override
    public Choice choose(List<HostInfo> hosts, int count, long slabBytes, Set<String> takenDomains) {
        List<HostInfo> fitting = hosts.stream()
                .filter(h -> h.state() == HostState.ALIVE && h.freeBytes() >= slabBytes)
                .sorted(Comparator.comparingDouble(LeastUsedPlacement::usedShare)
                        .thenComparingInt(h -> h.ref().host().value()))
                .toList();
        Set<String> domains = new HashSet<>(takenDomains);
        List<HostInfo> chosen = new ArrayList<>(count);
        for (HostInfo host : fitting) {
            if (chosen.size() < count && domains.add(host.failureDomain())) {
                chosen.add(host);
            }
        }
        if (chosen.size() == count) {
            return new Choice.Chosen(chosen);
        }
        long alive = hosts.stream().filter(h -> h.state() == HostState.ALIVE).count();
        return new Choice.Refused("needs " + count + " hosts in distinct failure domains with " + slabBytes
                + " bytes free each; of " + hosts.size() + " hosts " + alive + " are alive, " + fitting.size()
                + " have the room and " + chosen.size() + " of them are in domains of their own: add hosts or memory");
    }

    private static double usedShare(HostInfo host) {
        return host.capacityBytes() == 0 ? 1 : (double) host.usedBytes() / host.capacityBytes();
    }
}
