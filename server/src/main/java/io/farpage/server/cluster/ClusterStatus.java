package io.farpage.server.cluster;

import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * How a cluster is, as the metadata group knows it; the names are those of {@code --json}.
 *
 * @param hosts every host, by id
 * @param regions every region, by name
 * @param repair what repair has to do
 */
public record ClusterStatus(List<Host> hosts, List<Region> regions, Repair repair) {
    /** One memory host. */
    public record Host(
            int id, String state, long usedBytes, long capacityBytes, String failureDomain, long incarnation) {}

    /**
     * One region; {@code tolerates} is how many more losses it survives, -1 when pages are lost; {@code complete} is false
     * for what a {@code put} has not brought to its end; {@code sealed} is true for what is never written again.
     */
    public record Region(
            String name,
            long bytes,
            String redundancy,
            int tolerates,
            boolean complete,
            boolean sealed,
            int epoch,
            String owner,
            int slabGroups) {}

    /**
     * What repair has to do.
     *
     * @param fragmentsLeft slots of missing members, which repair has to look at
     * @param secondsLeft what that takes at the least, at the speed that repair is allowed
     * @param blockedBy what repair, or moving slabs, cannot do and why; empty when it can
     */
    public record Repair(long fragmentsLeft, double secondsLeft, String blockedBy) {}

    /** Asks the directory; what it answers may be some changes apart. */
    static ClusterStatus of(PlacementDirectory directory, long repairBytesPerSecond) {
        List<HostInfo> known = directory.hosts();
        Set<HostRef> live = known.stream()
                .filter(h -> h.state() != HostState.DEAD)
                .map(HostInfo::ref)
                .collect(Collectors.toSet());
        List<Region> regions = new ArrayList<>();
        long left = 0;
        double bytesLeft = 0;
        for (RegionInfo info : directory.regions()) {
            int tolerates = info.spec().redundancy().parity();
            List<SlabGroup> groups = directory.groups(info.id());
            for (SlabGroup group : groups) {
                int present = (int) group.members().stream()
                        .filter(m -> m.state() == MemberState.PRESENT && live.contains(m.host()))
                        .count();
                tolerates =
                        Math.min(tolerates, present - info.spec().redundancy().data());
                long missing = (long) (group.members().size() - present) * group.slotCount();
                left += missing;
                bytesLeft += (double) missing * info.spec().repairBytes();
            }
            regions.add(new Region(
                    info.spec().name(),
                    info.spec().lengthBytes(),
                    info.spec().redundancy().toString(),
                    Math.max(-1, tolerates),
                    info.complete(),
                    info.sealed(),
                    info.epoch(),
                    info.owner(),
                    groups.size()));
        }
        return new ClusterStatus(
                known.stream().map(ClusterStatus::host).toList(),
                regions,
                new Repair(left, bytesLeft / repairBytesPerSecond, directory.repairBlockedBy()));
    }

    private static Host host(HostInfo info) {
        return new Host(
                info.ref().host().value(),
                info.state().name(),
                info.usedBytes(),
                info.capacityBytes(),
                info.failureDomain(),
                info.ref().incarnation());
    }
}
