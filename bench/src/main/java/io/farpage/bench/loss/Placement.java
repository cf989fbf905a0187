package io.farpage.bench.loss;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.replication.PlacementPolicy;
import io.farpage.replication.PlacementPolicy.Choice;
import io.farpage.replication.PlacementPolicy.Wanted;
import java.util.ArrayList;
import java.util.List;

/**
 * Groups on hosts 0, 1, ...
 *
 * @param hosts how many there are
 * @param groups the hosts of each group, all different
 */
record Placement(int hosts, List<int[]> groups) {
    private static final long SLAB = 1;

    /** Lets a policy fill an empty cluster of equal hosts in failure domains of their own, one group after the other. */
    static Placement by(PlacementPolicy policy, int hosts, int slabsPerHost, int groupSize) {
        List<HostInfo> infos = new ArrayList<>(hosts);
        for (int i = 0; i < hosts; i++) {
            // Twice the room, so that the last groups are placed as freely as the first.
            infos.add(new HostInfo(
                    new HostRef(new HostId(i), 1), "none", "domain-" + i, 2 * SLAB * slabsPerHost, 0, HostState.ALIVE));
        }
        List<int[]> groups = new ArrayList<>();
        for (int i = 0; i < hosts * slabsPerHost / groupSize; i++) {
            List<HostInfo> chosen = switch (policy.choose(infos, Wanted.group(groupSize, SLAB))) {
                case Choice.Chosen some -> some.hosts();
                case Choice.Refused refused -> throw new IllegalStateException(refused.why());
            };
            int[] group =
                    chosen.stream().mapToInt(host -> host.ref().host().value()).toArray();
            for (int member : group) {
                HostInfo host = infos.get(member);
                infos.set(member, host.using(host.usedBytes() + SLAB));
            }
            groups.add(group);
        }
        return new Placement(hosts, List.copyOf(groups));
    }

    /** Members of each group. */
    int groupSize() {
        return groups.getFirst().length;
    }
}
