package io.farpage.metadata;

import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory.GroupChange;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabSpec;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** The slab groups of all regions, each replaced only by its next generation. */
final class GroupTable {
    private final HostTable hosts;
    private final RegionTable regions;
    private final GroupRules rules;

    GroupTable(HostTable hosts, RegionTable regions) {
        this.hosts = hosts;
        this.regions = regions;
        this.rules = new GroupRules(hosts);
    }

    /** The groups of a region by ordinal, or none when there is no such region. */
    Stream<SlabGroup> of(int region) {
        RegionEntry entry = regions.find(region);
        return entry == null ? Stream.empty() : entry.groups.values().stream();
    }

    /** Returns false when exactly this group was there already. */
    boolean create(int epoch, SlabGroup group) {
        RegionEntry region = regions.get(group.id().region().value());
        RegionTable.checkOwned(region, epoch);
        SlabGroup existing = region.groups.get(group.id().ordinal());
        if (group.equals(existing)) {
            return false;
        }
        if (existing != null) {
            throw new Refusal(
                    group.id() + " exists already, at generation " + existing.generation() + ": change it instead");
        }
        rules.checkFirst(region.info(), group);
        region.groups.put(group.id().ordinal(), group);
        return true;
    }

    GroupChange change(int epoch, SlabGroup next) {
        RegionEntry region = regions.get(next.id().region().value());
        SlabGroup current = region.groups.get(next.id().ordinal());
        int regionEpoch = region.info().epoch();
        if (current == null) {
            throw new Refusal(next.id() + " does not exist: create it first");
        }
        if (epoch < 0 || epoch > regionEpoch) {
            throw new Refusal(region + " is at epoch " + regionEpoch + "; epoch " + epoch + " was never granted");
        }
        boolean superseded = epoch != 0 && epoch < regionEpoch;
        if (!superseded && next.equals(current)) {
            return new GroupChange.Changed(current);
        }
        if (superseded || next.generation() != current.generation() + 1) {
            return new GroupChange.Conflict(current, regionEpoch);
        }
        rules.checkNext(current, next);
        region.groups.put(next.id().ordinal(), next);
        return new GroupChange.Changed(next);
    }

    /** Whether every page that could be read from the hosts that are not dead can be read without this one and the silent ones too. */
    boolean isSpared(HostRef host, List<Integer> silent) {
        for (RegionEntry region : regions.all()) {
            int data = region.info().spec().redundancy().data();
            for (SlabGroup group : region.groups.values()) {
                List<HostRef> holders = group.members().stream()
                        .filter(member -> member.state() == MemberState.PRESENT)
                        .map(Member::host)
                        .filter(this::isThere)
                        .toList();
                long left = holders.stream()
                        .filter(holder -> !holder.equals(host)
                                && !silent.contains(holder.host().value()))
                        .count();
                if (holders.contains(host) && left < data && holders.size() >= data) {
                    return false;
                }
            }
        }
        return true;
    }

    private boolean isThere(HostRef ref) {
        HostInfo host = hosts.find(ref.host());
        return host != null && host.ref().equals(ref) && host.state() != HostState.DEAD;
    }

    /** All hosts by id, with what the members of all groups take of their newest incarnations. */
    List<HostInfo> hostsWithUse() {
        Map<HostRef, Long> used = new HashMap<>();
        for (RegionEntry region : regions.all()) {
            int fragmentBytes = region.info().spec().fragmentBytes();
            for (SlabGroup group : region.groups.values()) {
                long slabBytes = new SlabSpec(
                                group.id(), region.info().epoch(), group.generation(), group.slotCount(), fragmentBytes)
                        .lengthBytes();
                group.members().stream()
                        .filter(Member::stores)
                        .forEach(member -> used.merge(member.host(), slabBytes, Long::sum));
            }
        }
        return hosts.all().stream()
                .map(host -> host.using(used.getOrDefault(host.ref(), 0L)))
                .toList();
    }
}
