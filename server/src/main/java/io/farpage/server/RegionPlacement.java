package io.farpage.server;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/** Where a region is, as a directory knows it. Thread-safe; every method asks the directory. */
public final class RegionPlacement {
    private static final long POLL_NS = 20_000_000;

    private final PlacementDirectory directory;
    private final String region;

    public RegionPlacement(PlacementDirectory directory, String region) {
        this.directory = directory;
        this.region = region;
    }

    /** Its slab groups, by ordinal. */
    public List<SlabGroup> groups() {
        return directory.groups(info().id());
    }

    /** Memory of hosts that its slabs take, headers, parity and spare slots included. */
    public long lentBytes() {
        RegionInfo info = info();
        return directory.groups(info.id()).stream()
                .mapToLong(group -> slabBytes(info, group)
                        * group.members().stream().filter(Member::stores).count())
                .sum();
    }

    private static long slabBytes(RegionInfo info, SlabGroup group) {
        return new SlabSpec(
                        group.id(),
                        0,
                        group.generation(),
                        group.slotCount(),
                        info.spec().fragmentBytes())
                .lengthBytes();
    }

    /**
     * Blocks until every slab group has all its members, on hosts that are alive.
     *
     * @param running whether a host runs, as far as the caller knows better than the directory
     * @return false when that did not happen in time
     */
    public boolean awaitFullTolerance(Predicate<HostId> running, Threads threads, Duration patience) {
        long deadline = threads.nanoTime() + patience.toNanos();
        while (!isWhole(running)) {
            if (threads.nanoTime() - deadline >= 0) {
                return false;
            }
            threads.await(() -> false, POLL_NS);
        }
        return true;
    }

    private boolean isWhole(Predicate<HostId> running) {
        Set<HostRef> live = directory.hosts().stream()
                .filter(host -> host.state() != HostState.DEAD)
                .map(HostInfo::ref)
                .collect(Collectors.toSet());
        return groups().stream()
                .flatMap(group -> group.members().stream())
                .allMatch(member -> member.state() == MemberState.PRESENT
                        && live.contains(member.host())
                        && running.test(member.host().host()));
    }

    private RegionInfo info() {
        return directory
                .region(region)
                .orElseThrow(() -> new IllegalArgumentException("there is no region '" + region + "'"));
    }
}
