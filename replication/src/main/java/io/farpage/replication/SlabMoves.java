package io.farpage.replication;

import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Moves slabs between hosts that live, one after the other, while no group is short of a member: away from draining hosts, from
 * hosts whose slabs take more than they lend, and, when there is nothing of that to do, from full hosts to emptier ones. Used by one
 * thread.
 */
final class SlabMoves {
    /** Hosts whose used shares are no further apart than this are left alone. */
    private static final double TOLERATED_SPREAD = 0.2;

    private final PlacementDirectory directory;
    private final Peers peers;
    private final Threads threads;
    private final Replacements replacements;
    private final StripeConfig config;
    private final Budget budget;
    private final Runnable meanwhile;
    private final RepairProgress progress = new RepairProgress();
    private final RepairProgress wishes = new RepairProgress();

    /** A slab group with its region. */
    private record Placed(RegionInfo region, SlabGroup group) {}

    /** @param meanwhile called often, because a slab takes long */
    SlabMoves(
            PlacementDirectory directory,
            Peers peers,
            Threads threads,
            Replacements replacements,
            StripeConfig config,
            Budget budget,
            Runnable meanwhile) {
        this.directory = directory;
        this.peers = peers;
        this.threads = threads;
        this.replacements = replacements;
        this.config = config;
        this.budget = budget;
        this.meanwhile = meanwhile;
    }

    RepairProgress progress() {
        return progress;
    }

    /** Moves what has to move; ends early when a slab cannot. */
    void pass(Threads.Stop stop) {
        if (vacate(stop)) {
            balance(stop);
        }
        progress.passed();
    }

    /** Empties draining hosts, and others until their slabs take no more than they lend; false when something is left. */
    private boolean vacate(Threads.Stop stop) {
        Map<Integer, HostInfo> hosts = HostInfo.byId(directory.hosts());
        for (Placed each : placed()) {
            for (int i = 0; i < each.group.members().size() && !stop.requested(); i++) {
                if (mustLeave(hosts, each.group.members().get(i))) {
                    if (!move(each, i, Set.of(), progress)) {
                        return false;
                    }
                    hosts = HostInfo.byId(directory.hosts());
                }
            }
        }
        return true;
    }

    private List<Placed> placed() {
        return directory.regions().stream()
                .flatMap(region -> directory.groups(region.id()).stream().map(group -> new Placed(region, group)))
                .toList();
    }

    private static boolean mustLeave(Map<Integer, HostInfo> hosts, Member member) {
        HostInfo host = hosts.get(member.host().host().value());
        return host != null
                && host.ref().equals(member.host())
                && (host.state() == HostState.DRAINING || host.excessBytes() > 0);
    }

    /** Moves slabs from the fullest host that has one which does more good elsewhere, until there is none. */
    private void balance(Threads.Stop stop) {
        boolean moved = true;
        while (moved && !stop.requested()) {
            List<HostInfo> hosts = directory.hosts().stream()
                    .sorted(Comparator.comparingDouble(HostInfo::usedShare).reversed())
                    .toList();
            moved = moveOne(hosts);
        }
    }

    private boolean moveOne(List<HostInfo> hosts) {
        List<Placed> placed = placed();
        for (HostInfo from : hosts) {
            if (hosts.stream().noneMatch(to -> isFarEmptier(to, from))) {
                return false; // Nor is there for any that is emptier than this one.
            }
            for (Placed each : placed) {
                for (int i = 0; i < each.group.members().size(); i++) {
                    if (each.group.members().get(i).host().equals(from.ref()) && relieve(from, each, i, hosts)) {
                        return true;
                    }
                }
            }
        }
        return false;
    }

    private static boolean isFarEmptier(HostInfo to, HostInfo from) {
        return to.state() == HostState.ALIVE && from.usedShare() - to.usedShare() > TOLERATED_SPREAD;
    }

    private boolean relieve(HostInfo from, Placed slab, int index, List<HostInfo> hosts) {
        long slabBytes = Replacements.spec(slab.region, slab.group).lengthBytes();
        Set<String> taken = Replacements.hostsOfOthers(slab.group, index, hosts).stream()
                .map(HostInfo::failureDomain)
                .collect(Collectors.toSet());
        Set<HostRef> unwanted = hosts.stream()
                .filter(to -> !isFarEmptier(to, from)
                        || taken.contains(to.failureDomain())
                        || to.using(to.usedBytes() + slabBytes).usedShare() >= from.usedShare())
                .map(HostInfo::ref)
                .collect(Collectors.toSet());
        return unwanted.size() < hosts.size() && move(slab, index, unwanted, wishes);
    }

    /**
     * Fills the new slab before it replaces the old one, so that the group is short of a member only for as long as it
     * takes to fill in what was written meanwhile.
     *
     * @param refused is told when no host takes it
     */
    private boolean move(Placed seen, int index, Set<HostRef> unwanted, RepairProgress refused) {
        RegionInfo region = seen.region;
        SlabGroup group = directory.group(seen.group.id()).orElse(seen.group);
        Member old = seen.group.members().get(index);
        if (!group.members().get(index).equals(old)
                || group.presentCount() < group.members().size()) {
            return false;
        }
        Optional<Replacements.Lent> lent = replacements.lend(region, group, index, unwanted, refused);
        if (lent.isEmpty()) {
            return false;
        }
        SlabGroup next = group.with(index, lent.get().member());
        try (SlabRebuild ahead = rebuild(region, next, index)) {
            if (!ahead.runAhead(meanwhile) || !replacements.join(region, next).equals(next)) {
                replacements.giveBack(lent.get().member());
                return false;
            }
        }
        try (SlabRebuild rest = rebuild(region, next, index)) {
            if (!rest.run(meanwhile) || !replacements.makePresent(next, index)) {
                return false;
            }
        }
        progress.memberRepaired();
        replacements.giveBack(old);
        return true;
    }

    private SlabRebuild rebuild(RegionInfo region, SlabGroup group, int index) {
        return new SlabRebuild(region, group, index, peers, threads, config, budget, progress);
    }
}
