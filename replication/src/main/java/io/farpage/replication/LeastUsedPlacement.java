package io.farpage.replication;

import io.farpage.api.HostInfo;
import java.util.List;

/** Takes the hosts with the smallest used share of their memory, one of each failure domain; host ids break ties. */
public final class LeastUsedPlacement implements PlacementPolicy {
    @Override
    public Choice choose(List<HostInfo> hosts, Wanted wanted) {
        return Candidates.of(hosts, wanted).leastUsed();
    }
}
