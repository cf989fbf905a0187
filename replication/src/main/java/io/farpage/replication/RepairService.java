package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.PlacementDirectory.GroupChange;
import io.farpage.api.RegionInfo;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings every slab group back to full strength: members on dead hosts become absent, replacements join, what they miss is
 * rebuilt from the others, and then they are present. What is under way is written in the groups themselves, so that any
 * service, started at any time, goes on where another one stopped. One runs in a cluster at a time.
 */
public final class RepairService implements Threads.TaskBody {
    private static final int IDLE_INTERVALS = 4;

    private final PlacementDirectory directory;
    private final Peers peers;
    private final Threads threads;
    private final PlacementPolicy placement;
    private final StripeConfig config;
    private final long intervalNs;
    private final RepairProgress progress = new RepairProgress();

    /**
     * A service that has done nothing yet.
     *
     * @param intervalNs pause between two looks at the directory while there is something to repair; four times as long when
     *     there is not
     */
    public RepairService(
            PlacementDirectory directory,
            Peers peers,
            Threads threads,
            PlacementPolicy placement,
            StripeConfig config,
            long intervalNs) {
        this.directory = directory;
        this.peers = peers;
        this.threads = threads;
        this.placement = placement;
        this.config = config;
        this.intervalNs = intervalNs;
    }

    /** What has been done and what is left; safe to read from any thread. */
    public RepairProgress progress() {
        return progress;
    }

    @Override
    public void run(Threads.Stop stop) {
        while (!stop.pause(progress.fragmentsLeft() > 0 ? intervalNs : IDLE_INTERVALS * intervalNs)) {
            try {
                pass(stop);
            } catch (DirectoryException e) {
                progress.blocked(e.getMessage());
            }
        }
    }

    /** Looks at every group once and repairs what can be repaired now; the least tolerant groups first. */
    void pass(Threads.Stop stop) {
        Map<Integer, HostInfo> hosts = directory.hosts().stream()
                .collect(Collectors.toMap(h -> h.ref().host().value(), Function.identity()));
        List<Work> work = new ArrayList<>();
        for (RegionInfo region : directory.regions()) {
            for (SlabGroup group : directory.groups(region.id())) {
                SlabGroup current = withoutDead(group, hosts);
                if (current.presentCount() < current.members().size()) {
                    work.add(new Work(region, current));
                }
            }
        }
        work.sort(Comparator.comparingInt(Work::tolerance));
        progress.left(work.stream().mapToLong(Work::fragmentsMissing).sum());
        // All replacements join before any is filled: from then on writes reach them, and count.
        List<Work> joined =
                work.stream().map(w -> new Work(w.region, join(w, hosts))).toList();
        for (Work each : joined) {
            for (int i = 0; i < each.group.members().size() && !stop.requested(); i++) {
                if (each.group.members().get(i).state() == MemberState.JOINING) {
                    fill(each, i);
                }
            }
        }
        if (work.isEmpty()) {
            progress.idle();
        }
    }

    private SlabGroup withoutDead(SlabGroup group, Map<Integer, HostInfo> hosts) {
        SlabGroup current = group;
        for (int i = 0; i < group.members().size(); i++) {
            Member member = current.members().get(i);
            HostInfo host = hosts.get(member.host().host().value());
            boolean dead = host == null
                    || host.state() == HostState.DEAD
                    || !host.ref().equals(member.host());
            if (member.stores() && dead) {
                current = change(current.with(i, member.in(MemberState.ABSENT)));
            }
        }
        return current;
    }

    /** The group as asked for, or as somebody else has just made it. */
    private SlabGroup change(SlabGroup next) {
        return switch (directory.changeGroup(0, next)) {
            case GroupChange.Changed changed -> changed.group();
            case GroupChange.Conflict conflict -> conflict.current();
        };
    }

    private SlabGroup join(Work work, Map<Integer, HostInfo> hosts) {
        SlabGroup current = work.group;
        for (int i = 0; i < current.members().size(); i++) {
            if (!current.members().get(i).stores()) {
                current = join(work.region, current, i, hosts);
            }
        }
        return current;
    }

    private SlabGroup join(RegionInfo region, SlabGroup group, int index, Map<Integer, HostInfo> hosts) {
        SlabSpec spec = new SlabSpec(
                group.id(),
                region.epoch(),
                group.generation() + 1,
                group.slotCount(),
                region.spec().fragmentBytes());
        Set<String> domains = new HashSet<>();
        for (Member member : group.members()) {
            HostInfo host = hosts.get(member.host().host().value());
            if (member.stores() && host != null) {
                domains.add(host.failureDomain());
            }
        }
        String refusals = "";
        List<HostInfo> candidates = new ArrayList<>(directory.hosts());
        while (true) {
            switch (placement.choose(candidates, 1, spec.lengthBytes(), domains)) {
                case PlacementPolicy.Choice.Refused refused -> {
                    progress.blocked("no replacement for member " + index + " of " + group.id() + ": " + refused.why()
                            + refusals);
                    return group;
                }
                case PlacementPolicy.Choice.Chosen chosen -> {
                    HostInfo host = chosen.hosts().getFirst();
                    HostConnection connection = peers.get(host.ref()).connection();
                    if (connection != null && connection.admit(spec) instanceof Reply.Done<Long> slab) {
                        return join(group, index, host, connection, slab);
                    }
                    refusals += "; " + host.ref() + " did not lend a slab";
                    candidates.remove(host);
                }
            }
        }
    }

    private SlabGroup join(
            SlabGroup group, int index, HostInfo host, HostConnection connection, Reply.Done<Long> slab) {
        SlabGroup next = group.with(index, new Member(host.ref(), slab.value(), MemberState.JOINING));
        SlabGroup current = change(next);
        if (!current.equals(next)) {
            connection.release(slab.value());
        } else {
            giveBack(group.members().get(index));
        }
        return current;
    }

    /** Gives back the slab of a replaced member, which nobody asks again; a host that lives would keep it for good. */
    private void giveBack(Member replaced) {
        HostConnection connection = peers.isDead(replaced.host())
                ? null
                : peers.get(replaced.host()).connection();
        if (connection != null) {
            connection.release(replaced.slab());
        }
    }

    private void fill(Work work, int index) {
        try (SlabRebuild rebuild = new SlabRebuild(work.region, work.group, index, peers, threads, config, progress)) {
            if (rebuild.run()) {
                makePresent(work.group, index);
            }
        }
    }

    /** Makes a filled member present, whatever else has changed in the group meanwhile. */
    private void makePresent(SlabGroup filled, int index) {
        Member member = filled.members().get(index);
        Optional<SlabGroup> current = directory.group(filled.id());
        while (current.isPresent() && current.get().members().get(index).equals(member)) {
            SlabGroup next = current.get().with(index, member.in(MemberState.PRESENT));
            SlabGroup now = change(next);
            if (now.equals(next)) {
                progress.memberRepaired();
                return;
            }
            current = Optional.of(now);
        }
    }

    private record Work(RegionInfo region, SlabGroup group) {
        int tolerance() {
            return group.presentCount() - region.spec().redundancy().data();
        }

        long fragmentsMissing() {
            return (long) (group.members().size() - group.presentCount()) * group.slotCount();
        }
    }
}
