package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Brings every slab group back to full strength: members on dead hosts become absent, replacements join, what they miss is
 * rebuilt from the others, and then they are present. When nothing is missing, slabs on draining hosts move to others in the same
 * way, but are filled first. What is under way is written in the groups themselves, so that any
 * service, started at any time, goes on where another one stopped. One runs in a cluster at a time.
 */
public final class RepairService implements Threads.TaskBody {
    private static final int IDLE_INTERVALS = 4;

    private final PlacementDirectory directory;
    private final Peers peers;
    private final Threads threads;
    private final Replacements replacements;
    private final StripeConfig config;
    private final Budget budget;
    private final long intervalNs;
    private final RepairProgress progress = new RepairProgress();
    private final RepairProgress moves = new RepairProgress();

    /**
     * A service that has done nothing yet.
     *
     * @param bytesPerSecond how much may be read and written at the most
     * @param intervalNs pause between two looks at the directory while there is something to repair; four times as long when
     *     there is not
     */
    public RepairService(
            PlacementDirectory directory,
            Peers peers,
            Threads threads,
            PlacementPolicy placement,
            StripeConfig config,
            long bytesPerSecond,
            long intervalNs) {
        this.directory = directory;
        this.peers = peers;
        this.threads = threads;
        this.replacements = new Replacements(directory, peers, placement, progress);
        this.config = config;
        this.budget = new Budget(threads, bytesPerSecond);
        this.intervalNs = intervalNs;
    }

    /** What has been done and what is left; safe to read from any thread. */
    public RepairProgress progress() {
        return progress;
    }

    /** What was moved away from draining hosts; safe to read from any thread. */
    public RepairProgress moves() {
        return moves;
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
            drain(stop, hosts);
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
                current = replacements.change(current.with(i, member.in(MemberState.ABSENT)));
            }
        }
        return current;
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
        Optional<Replacements.Lent> lent = replacements.lend(region, group, index, hosts);
        if (lent.isEmpty()) {
            return group;
        }
        SlabGroup next = group.with(index, lent.get().member());
        SlabGroup current = replacements.change(next);
        replacements.giveBack(
                current.equals(next) ? group.members().get(index) : lent.get().member());
        return current;
    }

    private void fill(Work work, int index) {
        try (SlabRebuild rebuild = rebuild(work.region, work.group, index, progress)) {
            if (rebuild.run() && makePresent(work.group, index)) {
                progress.memberRepaired();
            }
        }
    }

    private SlabRebuild rebuild(RegionInfo region, SlabGroup group, int index, RepairProgress counted) {
        return new SlabRebuild(region, group, index, peers, threads, config, budget, counted);
    }

    /** Makes a filled member present, whatever else has changed in the group meanwhile; false if it is no member any more. */
    private boolean makePresent(SlabGroup filled, int index) {
        Member member = filled.members().get(index);
        Optional<SlabGroup> current = directory.group(filled.id());
        while (current.isPresent() && current.get().members().get(index).equals(member)) {
            SlabGroup next = current.get().with(index, member.in(MemberState.PRESENT));
            SlabGroup now = replacements.change(next);
            if (now.equals(next)) {
                return true;
            }
            current = Optional.of(now);
        }
        return false;
    }

    /** Moves what draining hosts hold to others, one slab after the other, as long as there is nothing to repair. */
    private void drain(Threads.Stop stop, Map<Integer, HostInfo> hosts) {
        for (RegionInfo region : directory.regions()) {
            for (SlabGroup group : directory.groups(region.id())) {
                for (int i = 0; i < group.members().size() && !stop.requested(); i++) {
                    if (isDraining(group.members().get(i), hosts) && !move(region, group, i, hosts)) {
                        return;
                    }
                }
            }
        }
    }

    private static boolean isDraining(Member member, Map<Integer, HostInfo> hosts) {
        HostInfo host = hosts.get(member.host().host().value());
        return host != null && host.ref().equals(member.host()) && host.state() == HostState.DRAINING;
    }

    /**
     * Fills the new slab before it replaces the old one, so that the group is short of a member only for as long as it
     * takes to fill in what was written meanwhile.
     */
    private boolean move(RegionInfo region, SlabGroup seen, int index, Map<Integer, HostInfo> hosts) {
        SlabGroup group = directory.group(seen.id()).orElse(seen);
        Member old = seen.members().get(index);
        if (!group.members().get(index).equals(old)
                || group.presentCount() < group.members().size()) {
            return false;
        }
        Optional<Replacements.Lent> lent = replacements.lend(region, group, index, hosts);
        if (lent.isEmpty()) {
            return false;
        }
        SlabGroup next = group.with(index, lent.get().member());
        try (SlabRebuild ahead = rebuild(region, next, index, moves)) {
            if (!ahead.runAhead() || !replacements.change(next).equals(next)) {
                replacements.giveBack(lent.get().member());
                return false;
            }
        }
        try (SlabRebuild rest = rebuild(region, next, index, moves)) {
            if (!rest.run() || !makePresent(next, index)) {
                return false;
            }
        }
        moves.memberRepaired();
        replacements.giveBack(old);
        return true;
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
