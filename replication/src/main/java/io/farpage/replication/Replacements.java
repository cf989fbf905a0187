package io.farpage.replication;

import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.PlacementDirectory.GroupChange;
import io.farpage.api.RegionInfo;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabSpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Finds slabs for new members of slab groups, and gives those of former ones back. Used by one thread. */
final class Replacements {
    private final PlacementDirectory directory;
    private final Peers peers;
    private final PlacementPolicy placement;

    Replacements(PlacementDirectory directory, Peers peers, PlacementPolicy placement) {
        this.directory = directory;
        this.peers = peers;
        this.placement = placement;
    }

    /** A slab that a host has lent to a group that does not know of it yet. */
    record Lent(HostInfo host, long slab) {
        /** The member that it would be. */
        Member member() {
            return new Member(host.ref(), slab, MemberState.JOINING);
        }
    }

    /** The slab that member {@code index} has in the next generation of a group. */
    static SlabSpec spec(RegionInfo region, SlabGroup group) {
        return new SlabSpec(
                group.id(),
                region.epoch(),
                group.generation() + 1,
                group.slotCount(),
                region.spec().fragmentBytes());
    }

    /**
     * Has a host lend a slab for member {@code index} in the next generation of a group.
     *
     * @param unwanted incarnations that shall not be asked, beside that which holds the member now: it would take back its slab
     * @param progress is told when none can
     */
    Optional<Lent> lend(RegionInfo region, SlabGroup group, int index, Set<HostRef> unwanted, RepairProgress progress) {
        SlabSpec spec = spec(region, group);
        List<HostInfo> known = directory.hosts();
        PlacementPolicy.Wanted wanted = PlacementPolicy.Wanted.replacement(
                group.members().size(), spec.lengthBytes(), hostsOfOthers(group, index, known));
        for (HostRef each : unwanted) {
            wanted = wanted.without(each);
        }
        if (group.members().get(index).stores()) {
            wanted = wanted.without(group.members().get(index).host());
        }
        String refusals = "";
        while (true) {
            switch (placement.chooseEvenSuspects(known, wanted)) {
                case PlacementPolicy.Choice.Refused refused -> {
                    progress.blocked("no replacement for member " + index + " of " + group.id() + ": " + refused.why()
                            + refusals);
                    return Optional.empty();
                }
                case PlacementPolicy.Choice.Chosen chosen -> {
                    HostInfo host = chosen.hosts().getFirst();
                    HostConnection connection = peers.get(host).connection();
                    if (connection != null && connection.admit(spec) instanceof Reply.Done<Long> slab) {
                        return Optional.of(new Lent(host, slab.value()));
                    }
                    refusals += "; " + host.ref() + " did not lend a slab";
                    wanted = wanted.without(host.ref());
                }
            }
        }
    }

    /** The hosts of a group's members that store, without member {@code index}. */
    static List<HostInfo> hostsOfOthers(SlabGroup group, int index, List<HostInfo> known) {
        Map<Integer, HostInfo> hosts = HostInfo.byId(known);
        List<HostInfo> others = new ArrayList<>();
        for (int i = 0; i < group.members().size(); i++) {
            Member member = group.members().get(i);
            HostInfo host = hosts.get(member.host().host().value());
            if (i != index && member.stores() && host != null) {
                others.add(host);
            }
        }
        return others;
    }

    /**
     * The group as asked for, with a new member, or as somebody else has just made it; not as asked for once the region has a newer
     * epoch. So no slab is in a group that its owner has not fenced or, if it is younger, lent at his epoch.
     */
    SlabGroup join(RegionInfo region, SlabGroup next) {
        return change(region.epoch(), next);
    }

    /** The group as asked for, without a new member, or as somebody else has just made it. */
    SlabGroup change(SlabGroup next) {
        return change(0, next);
    }

    private SlabGroup change(int epoch, SlabGroup next) {
        return switch (directory.changeGroup(epoch, next)) {
            case GroupChange.Changed changed -> changed.group();
            case GroupChange.Conflict conflict -> conflict.current();
        };
    }

    /** Makes a filled member present, whatever else has changed in the group meanwhile; false if it is no member any more. */
    boolean makePresent(SlabGroup filled, int index) {
        Member member = filled.members().get(index);
        Optional<SlabGroup> current = directory.group(filled.id());
        while (current.isPresent() && current.get().members().get(index).equals(member)) {
            SlabGroup next = current.get().with(index, member.in(MemberState.PRESENT));
            SlabGroup now = change(next);
            if (now.equals(next)) {
                return true;
            }
            current = Optional.of(now);
        }
        return false;
    }

    /** Gives back the slab of a replaced member, which nobody asks again; a host that lives would keep it for good. */
    void giveBack(Member replaced) {
        HostConnection connection = peers.isDead(replaced.host())
                ? null
                : peers.get(replaced.host()).connection();
        if (connection != null) {
            connection.release(replaced.slab());
        }
    }
}
