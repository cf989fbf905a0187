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
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * Brings every slab group back to full strength: members on dead hosts become absent, replacements join, what they miss is
 * rebuilt from the others, and then they are present. When nothing is missing, slabs move to where they should be
 * ({@link SlabMoves}). What is under way is written in the groups themselves, so that any
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
    private final SlabMoves moves;
    private long lookedAtNs;

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
        this.replacements = new Replacements(directory, peers, placement);
        this.config = config;
        this.budget = new Budget(threads, bytesPerSecond);
        this.moves = new SlabMoves(directory, peers, threads, replacements, config, budget, this::lookIfDue);
        this.intervalNs = intervalNs;
    }

    /** What has been done and what is left; safe to read from any thread. */
    public RepairProgress progress() {
        return progress;
    }

    /** What was moved between hosts that live; safe to read from any thread. */
    public RepairProgress moves() {
        return moves.progress();
    }

    /** Why the last pass could not do all that is to be done, or empty; safe to call from any thread. */
    public String blockedBy() {
        return progress.blockedBy().isEmpty() ? moves().blockedBy() : progress.blockedBy();
    }

    @Override
    public void run(Threads.Stop stop) {
        while (!stop.pause(progress.fragmentsLeft() > 0 ? intervalNs : IDLE_INTERVALS * intervalNs)) {
            try {
                pass(stop);
            } catch (DirectoryException e) {
                progress.blocked(e.getMessage());
                progress.passed();
            }
        }
    }

    /**
     * Repairs what can be repaired now, the least tolerant groups first. Looks at every group again between two slabs and while one is filled or moved,
     * which takes long: a group that has lost another member meanwhile may be too small for writes until it has a replacement.
     */
    void pass(Threads.Stop stop) {
        List<Work> work = countAndJoin();
        boolean whole = work.isEmpty();
        Set<Member> tried = new HashSet<>();
        for (Optional<Joining> next = firstUntried(work, tried); next.isPresent() && !stop.requested(); ) {
            tried.add(next.get().member());
            fill(next.get());
            work = countAndJoin();
            next = firstUntried(work, tried);
        }
        if (whole) {
            moves.pass(stop);
        }
        progress.passed();
    }

    /** What is left is known before replacements join, which takes long, and not counted anew while a slab is filled. */
    private List<Work> countAndJoin() {
        List<Work> work = look();
        progress.left(
                work.stream().mapToLong(Work::fragmentsMissing).sum(),
                work.stream()
                        .mapToLong(w -> w.fragmentsMissing() * w.region.spec().repairBytes())
                        .sum());
        return joinAll(work);
    }

    /** Makes dead members absent; returns the groups that are not whole. */
    private List<Work> look() {
        lookedAtNs = threads.nanoTime();
        Map<Integer, HostInfo> hosts = HostInfo.byId(directory.hosts());
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
        return work;
    }

    private static Optional<Joining> firstUntried(List<Work> work, Set<Member> tried) {
        return work.stream()
                .flatMap(Work::joining)
                .filter(joining -> !tried.contains(joining.member()))
                .findFirst();
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

    /**
     * All replacements join before any is filled: from then on writes reach them, and count. To make a slab takes long, so every
     * group gets one before any gets a second: k + 1 members that store are enough for writes to go on.
     */
    private List<Work> joinAll(List<Work> work) {
        List<Work> joined = new ArrayList<>(work);
        boolean more = true;
        for (int nth = 0; more; nth++) {
            more = false;
            for (int i = 0; i < work.size(); i++) {
                List<Integer> empty = work.get(i).placesWithoutMember();
                if (nth < empty.size()) {
                    more = true;
                    Work each = joined.get(i);
                    joined.set(i, new Work(each.region, join(each.region, each.group, empty.get(nth))));
                }
            }
        }
        return joined;
    }

    private SlabGroup join(RegionInfo region, SlabGroup group, int index) {
        if (group.members().get(index).stores()) {
            return group; // Somebody else was quicker.
        }
        Optional<Replacements.Lent> lent = replacements.lend(region, group, index, Set.of(), progress);
        if (lent.isEmpty()) {
            return group;
        }
        SlabGroup next = group.with(index, lent.get().member());
        SlabGroup current = replacements.join(region, next);
        replacements.giveBack(
                current.equals(next) ? group.members().get(index) : lent.get().member());
        return current;
    }

    private void fill(Joining joining) {
        SlabGroup group = joining.work.group;
        try (SlabRebuild rebuild =
                new SlabRebuild(joining.work.region, group, joining.index, peers, threads, config, budget, progress)) {
            if (rebuild.run(this::lookIfDue) && replacements.makePresent(group, joining.index)) {
                progress.memberRepaired();
            }
        }
    }

    private void lookIfDue() {
        if (threads.nanoTime() - lookedAtNs < intervalNs) {
            return;
        }
        try {
            joinAll(look());
        } catch (DirectoryException e) {
            progress.blocked(e.getMessage()); // What is being filled needs no directory before its end.
        }
    }

    /** A member that is to be filled. */
    private record Joining(Work work, int index) {
        Member member() {
            return work.group.members().get(index);
        }
    }

    private record Work(RegionInfo region, SlabGroup group) {
        int tolerance() {
            return group.presentCount() - region.spec().redundancy().data();
        }

        Stream<Joining> joining() {
            return IntStream.range(0, group.members().size())
                    .filter(i -> group.members().get(i).state() == MemberState.JOINING)
                    .mapToObj(i -> new Joining(this, i));
        }

        List<Integer> placesWithoutMember() {
            return IntStream.range(0, group.members().size())
                    .filter(i -> !group.members().get(i).stores())
                    .boxed()
                    .toList();
        }

        long fragmentsMissing() {
            return (long) (group.members().size() - group.presentCount()) * group.slotCount();
        }
    }
}
