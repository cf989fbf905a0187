package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionException;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.Reply;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Lends the slabs of a new region and gives those of a deleted one back. Thread-safe. */
final class RegionAllocator {
    private static final int MIN_SPARE_SLOTS = 64;
    private static final int SPARE_DIVISOR = 100;
    private static final long RETRY_PAUSE_NS = 50_000_000;

    private final PlacementDirectory directory;
    private final Peers peers;
    private final Threads threads;
    private final PlacementPolicy placement;
    private final long slabBytes;
    private final long patienceNs;

    /** @param patienceNs how long hosts that the directory takes for alive may be out of reach, where there are no others with room */
    RegionAllocator(
            PlacementDirectory directory,
            Peers peers,
            Threads threads,
            PlacementPolicy placement,
            long slabBytes,
            long patienceNs) {
        this.directory = directory;
        this.peers = peers;
        this.threads = threads;
        this.placement = placement;
        this.slabBytes = slabBytes;
        this.patienceNs = patienceNs;
    }

    /**
     * Pages of a group whose slabs have the full length: its slots less one per cent that stay spare, and less those for what may change
     * between two commits.
     */
    int pagesPerGroup(RegionSpec spec) {
        long slots = slabBytes / (spec.fragmentBytes() + FragmentHeader.BYTES);
        long unspared = slots - Math.max(MIN_SPARE_SLOTS, (slots + SPARE_DIVISOR - 1) / SPARE_DIVISOR);
        long pages = Math.max(unspared - spec.uncommittedPages(), unspared / 2);
        if (pages < 1) {
            throw new RegionException("region '" + spec.name() + "' cannot be made of slabs of " + slabBytes
                    + " bytes: fragments of " + spec.fragmentBytes() + " bytes leave no page beside "
                    + MIN_SPARE_SLOTS + " spare slots; use larger slabs");
        }
        return (int) Math.min(pages, 1 << 24);
    }

    private static int slotCount(RegionSpec spec, long pages) {
        long changing = Math.min(pages, spec.uncommittedPages());
        return (int)
                (pages + changing + Math.max(MIN_SPARE_SLOTS, (pages + changing + SPARE_DIVISOR - 1) / SPARE_DIVISOR));
    }

    /**
     * Makes all slab groups of a region. Blocks for as long as {@code patienceNs} where a host cannot be reached that the directory takes for
     * alive: the first connection to a host that has just started takes a while on a busy machine.
     *
     * @throws RegionException when the hosts cannot hold it; what was lent so far has been given back
     */
    List<SlabGroup> allocate(RegionInfo region, int epoch) {
        List<SlabGroup> groups = new ArrayList<>();
        long pages = region.spec().pageCount();
        try {
            for (long first = 0; first < pages; first += region.pagesPerGroup()) {
                int slots = slotCount(region.spec(), Math.min(region.pagesPerGroup(), pages - first));
                SlabGroupId id = new SlabGroupId(region.id(), groups.size());
                groups.add(new SlabGroup(id, 1, slots, lend(region.spec(), id, epoch, slots)));
                directory.createGroup(epoch, groups.getLast());
            }
            return groups;
        } catch (RuntimeException e) {
            groups.forEach(this::giveBack);
            throw e;
        }
    }

    private List<Member> lend(RegionSpec spec, SlabGroupId id, int epoch, int slots) {
        SlabSpec slab = new SlabSpec(id, epoch, 1, slots, spec.fragmentBytes());
        PlacementPolicy.Wanted willing =
                PlacementPolicy.Wanted.group(spec.redundancy().total(), slab.lengthBytes());
        PlacementPolicy.Wanted inReach = willing;
        Map<HostRef, String> refusals = new LinkedHashMap<>();
        long start = threads.nanoTime();
        while (true) {
            switch (placement.chooseEvenSuspects(directory.hosts(), inReach)) {
                case PlacementPolicy.Choice.Refused refused -> {
                    if (inReach.equals(willing) || threads.nanoTime() - start >= patienceNs) {
                        throw new RegionException("no room for region '" + spec.name() + "' of " + spec.lengthBytes()
                                + " bytes with " + spec.redundancy() + ": " + refused.why()
                                + String.join("", refusals.values()));
                    }
                    threads.await(() -> false, RETRY_PAUSE_NS);
                    inReach = willing;
                }
                case PlacementPolicy.Choice.Chosen chosen -> {
                    List<Member> members = new ArrayList<>();
                    for (HostInfo host : chosen.hosts()) {
                        switch (admit(host, slab)) {
                            case Reply.Done<Long> done ->
                                members.add(new Member(host.ref(), done.value(), MemberState.PRESENT));
                            case Reply.Failed<Long> failed -> {
                                refusals.put(
                                        host.ref(), "; " + host.ref() + " did not lend a slab: " + failed.detail());
                                inReach = inReach.without(host.ref());
                                if (failed.failure() != Reply.Failure.UNREACHABLE) {
                                    willing = willing.without(host.ref());
                                }
                            }
                        }
                    }
                    if (members.size() == chosen.hosts().size()) {
                        return members;
                    }
                    members.forEach(this::giveBack);
                }
            }
        }
    }

    private Reply<Long> admit(HostInfo host, SlabSpec slab) {
        HostConnection connection = peers.get(host).connection();
        return connection == null
                ? new Reply.Failed<>(Reply.Failure.UNREACHABLE, host.ref() + " is gone")
                : connection.admit(slab);
    }

    /** Gives the slabs of a group back; those of hosts that do not answer go with the host. */
    void giveBack(SlabGroup group) {
        group.members().stream()
                .filter(m -> m.stores() || !peers.isDead(m.host())) // One that left alive has its slab still.
                .forEach(this::giveBack);
    }

    private void giveBack(Member member) {
        HostConnection connection = peers.get(member.host()).connection();
        if (connection != null) {
            connection.release(member.slab());
        }
    }
}
