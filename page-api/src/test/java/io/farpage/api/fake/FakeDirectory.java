package io.farpage.api.fake;

import io.farpage.api.Clock;
import io.farpage.api.DirectoryException;
import io.farpage.api.DirectoryException.Reason;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Version;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** A directory in maps, which can be made unavailable. Thread-safe. */
public final class FakeDirectory implements PlacementDirectory {
    private final Clock clock;
    private final Map<Integer, HostInfo> hosts = new TreeMap<>();
    private final Map<Integer, RegionInfo> regions = new TreeMap<>();
    private final Map<Integer, Long> leaseEndNs = new TreeMap<>();
    private final Map<Integer, TreeMap<Integer, SlabGroup>> groups = new TreeMap<>();
    private int lastRegion;
    private boolean available = true;
    private String repairBlockedBy = "";

    /** An empty directory whose leases run on {@code clock}. */
    public FakeDirectory(Clock clock) {
        this.clock = clock;
    }

    /** While false, every call throws {@link Reason#UNAVAILABLE} and changes nothing. */
    public synchronized void setAvailable(boolean available) {
        this.available = available;
    }

    @Override
    public synchronized HostInfo registerHost(HostId host, String address, String failureDomain, long capacityBytes) {
        checkAvailable();
        check(!address.isBlank() && !failureDomain.isBlank(), host + " needs an address and a failure domain");
        check(capacityBytes >= 0, host + " has a negative capacity");
        HostInfo before = hosts.get(host.value());
        HostRef ref = new HostRef(host, before == null ? 1 : before.ref().incarnation() + 1);
        HostInfo info = new HostInfo(ref, address, failureDomain, capacityBytes, 0, HostState.ALIVE);
        hosts.put(host.value(), info);
        return info;
    }

    @Override
    public synchronized boolean setHostState(HostRef host, HostState state) {
        checkAvailable();
        HostInfo h = hosts.get(host.host().value());
        if (h == null
                || !h.ref().equals(host)
                || h.state() == HostState.DEAD
                || h.state() == state
                || (state == HostState.SUSPECT && h.state() != HostState.ALIVE)) {
            return false;
        }
        hosts.put(host.host().value(), h.in(state));
        return true;
    }

    @Override
    public synchronized boolean declareDeadIfSpared(HostRef host, Set<HostId> silent) {
        boolean spared = regions.values().stream()
                .allMatch(region -> groups(region.id()).stream()
                        .allMatch(group -> isSpared(
                                host, silent, group, region.spec().redundancy().data())));
        return spared && setHostState(host, HostState.DEAD);
    }

    private boolean isSpared(HostRef host, Set<HostId> silent, SlabGroup group, int data) {
        List<HostRef> holders = group.members().stream()
                .filter(m -> m.state() == MemberState.PRESENT)
                .map(Member::host)
                .filter(this::isThere)
                .toList();
        long left = holders.stream()
                .filter(holder -> !holder.equals(host) && !silent.contains(holder.host()))
                .count();
        return !holders.contains(host) || holders.size() < data || left >= data;
    }

    private boolean isThere(HostRef ref) {
        HostInfo host = hosts.get(ref.host().value());
        return host != null && host.ref().equals(ref) && host.state() != HostState.DEAD;
    }

    @Override
    public synchronized boolean setHostCapacity(HostRef host, long expectedBytes, long capacityBytes) {
        checkAvailable();
        check(capacityBytes >= 0, host + " cannot lend " + capacityBytes + " bytes");
        HostInfo h = hosts.get(host.host().value());
        if (h == null || !h.ref().equals(host)) {
            return false;
        }
        if (h.capacityBytes() == expectedBytes) {
            hosts.put(host.host().value(), h.lending(capacityBytes));
        }
        return h.capacityBytes() == expectedBytes || h.capacityBytes() == capacityBytes;
    }

    @Override
    public synchronized void noteRepairBlocked(String why) {
        checkAvailable();
        check(why.length() <= MAX_NOTE, "a note of " + why.length() + " characters is too long");
        repairBlockedBy = why;
    }

    @Override
    public synchronized String repairBlockedBy() {
        checkAvailable();
        return repairBlockedBy;
    }

    @Override
    public synchronized List<HostInfo> hosts() {
        checkAvailable();
        return hosts.values().stream().map(h -> h.using(usedBytes(h.ref()))).toList();
    }

    private long usedBytes(HostRef host) {
        return groups.values().stream()
                .flatMap(ofRegion -> ofRegion.values().stream())
                .filter(g -> g.members().stream()
                        .anyMatch(m -> m.stores() && m.host().equals(host)))
                .mapToLong(g -> {
                    int payloadBytes = get(g.id().region()).spec().fragmentBytes();
                    return new SlabSpec(g.id(), 1, 1, g.slotCount(), payloadBytes).lengthBytes();
                })
                .sum();
    }

    @Override
    public synchronized RegionInfo createRegion(RegionSpec spec, int pagesPerGroup) {
        checkAvailable();
        check(region(spec.name()).isEmpty(), "the name '" + spec.name() + "' is taken");
        check(pagesPerGroup >= 1, "region '" + spec.name() + "' needs a page in a group");
        lastRegion++;
        RegionInfo info = RegionInfo.created(new RegionId(lastRegion), spec, pagesPerGroup);
        regions.put(lastRegion, info);
        groups.put(lastRegion, new TreeMap<>());
        return info;
    }

    @Override
    public synchronized void deleteRegion(RegionId region, int epoch) {
        checkAvailable();
        if (!regions.containsKey(region.value()) && region.value() <= lastRegion) {
            return;
        }
        if (!isSealedAt(region, epoch)) {
            checkOwned(region, epoch);
        }
        regions.remove(region.value());
        groups.remove(region.value());
    }

    @Override
    public synchronized Optional<RegionInfo> region(String name) {
        checkAvailable();
        return regions.values().stream()
                .filter(r -> r.spec().name().equals(name))
                .findFirst();
    }

    @Override
    public synchronized List<RegionInfo> regions() {
        checkAvailable();
        return regions.values().stream()
                .sorted(Comparator.comparing(r -> r.spec().name()))
                .toList();
    }

    @Override
    public synchronized Acquired acquire(RegionId region, String owner, Duration lease) {
        checkAvailable();
        RegionInfo info = get(region);
        check(!owner.isBlank() && lease.toMillis() >= 1, info.id() + " needs an owner and a lease of 1 ms or more");
        check(!info.sealed(), info.id() + " is sealed");
        long leftNs = leaseEndNs.getOrDefault(region.value(), 0L) - clock.nanoTime();
        if (!info.owner().isEmpty() && !info.owner().equals(owner) && leftNs > 0) {
            return new Acquired.Held(info.owner(), leftNs / 1_000_000);
        }
        own(info, info.epoch() + 1, owner, lease);
        return new Acquired.Granted(info.epoch() + 1);
    }

    @Override
    public synchronized boolean renew(RegionId region, int epoch, Duration lease) {
        checkAvailable();
        RegionInfo info = regions.get(region.value());
        if (info == null || info.epoch() != epoch || info.owner().isEmpty()) {
            return false;
        }
        own(info, epoch, info.owner(), lease);
        return true;
    }

    @Override
    public synchronized void completeRegion(RegionId region, int epoch) {
        checkAvailable();
        checkOwned(region, epoch);
        regions.put(region.value(), get(region).completed());
    }

    @Override
    public synchronized void commitRegion(RegionId region, int epoch, long version) {
        checkAvailable();
        checkOwned(region, epoch);
        RegionInfo info = get(region);
        if (!info.spec().hasCommits() || version < 0 || Version.epoch(version) > epoch) {
            throw new DirectoryException(DirectoryException.Reason.REFUSED, info + " cannot commit " + version);
        }
        regions.put(region.value(), info.committed(Math.max(version, info.committed())));
    }

    @Override
    public synchronized void sealRegion(RegionId region, int epoch) {
        checkAvailable();
        if (!isSealedAt(region, epoch)) {
            checkOwned(region, epoch);
            regions.put(region.value(), get(region).afterSealing());
        }
    }

    private boolean isSealedAt(RegionId region, int epoch) {
        return get(region).sealed() && get(region).epoch() == epoch;
    }

    @Override
    public synchronized void release(RegionId region, int epoch) {
        checkAvailable();
        RegionInfo info = regions.get(region.value());
        if (info != null && info.epoch() == epoch) {
            own(info, epoch, "", Duration.ZERO);
        }
    }

    private void own(RegionInfo info, int epoch, String owner, Duration lease) {
        int id = info.id().value();
        regions.put(id, info.ownedBy(epoch, owner));
        leaseEndNs.put(id, clock.nanoTime() + lease.toNanos());
    }

    @Override
    public synchronized void createGroup(int epoch, SlabGroup group) {
        checkAvailable();
        checkOwned(group.id().region(), epoch);
        RegionInfo info = get(group.id().region());
        Map<Integer, SlabGroup> ofRegion = groups.getOrDefault(info.id().value(), new TreeMap<>());
        SlabGroup existing = ofRegion.get(group.id().ordinal());
        if (group.equals(existing)) {
            return;
        }
        long pages = Math.min(
                info.pagesPerGroup(),
                info.spec().pageCount() - (long) group.id().ordinal() * info.pagesPerGroup());
        int total = info.spec().redundancy().total();
        check(existing == null, group.id() + " exists");
        check(group.generation() == 1, group.id() + " does not start at generation 1");
        check(pages >= 1 && group.slotCount() >= pages, group.id() + " does not fit its region");
        check(
                group.members().size() == total && group.presentCount() == total,
                group.id() + " does not start with all of its members present");
        checkMembers(group, Set.of());
        ofRegion.put(group.id().ordinal(), group);
    }

    @Override
    public synchronized List<SlabGroup> groups(RegionId region) {
        checkAvailable();
        return List.copyOf(groups.getOrDefault(region.value(), new TreeMap<>()).values());
    }

    @Override
    public synchronized Optional<SlabGroup> group(SlabGroupId group) {
        return groups(group.region()).stream().filter(g -> g.id().equals(group)).findFirst();
    }

    @Override
    public synchronized GroupChange changeGroup(int epoch, SlabGroup next) {
        SlabGroup current = group(next.id()).orElseThrow(() -> refused(next.id() + " does not exist"));
        int regionEpoch = get(next.id().region()).epoch();
        check(epoch >= 0 && epoch <= regionEpoch, "epoch " + epoch + " was never granted");
        boolean superseded = epoch != 0 && epoch < regionEpoch;
        if (!superseded && current.equals(next)) {
            return new GroupChange.Changed(current);
        }
        if (superseded || next.generation() != current.generation() + 1) {
            return new GroupChange.Conflict(current, regionEpoch);
        }
        check(
                next.slotCount() == current.slotCount()
                        && next.members().size() == current.members().size(),
                next.id() + " changes its size");
        Set<Integer> stayed = new HashSet<>();
        for (int i = 0; i < next.members().size(); i++) {
            Member before = current.members().get(i);
            Member after = next.members().get(i);
            if (before.stores() && before.in(after.state()).equals(after)) {
                stayed.add(i);
            }
            check(
                    stayed.contains(i) || after.state() != MemberState.PRESENT,
                    "member " + i + " of " + next.id() + " did not join before it is present");
        }
        checkMembers(next, stayed);
        groups.getOrDefault(next.id().region().value(), new TreeMap<>())
                .put(next.id().ordinal(), next);
        return new GroupChange.Changed(next);
    }

    private void checkMembers(SlabGroup group, Set<Integer> stayed) {
        List<Member> members = group.members();
        for (int i = 0; i < members.size(); i++) {
            if (!members.get(i).stores()) {
                continue;
            }
            HostInfo host = hosts.get(members.get(i).host().host().value());
            boolean alive = host != null
                    && host.ref().equals(members.get(i).host())
                    && host.state().mayJoin();
            check(stayed.contains(i) || alive, members.get(i).host() + " in " + group.id() + " is not alive");
            for (int j = 0; j < i; j++) {
                HostInfo other = hosts.get(members.get(j).host().host().value());
                boolean bothStayed = stayed.contains(i) && stayed.contains(j);
                if (!members.get(j).stores() || bothStayed || host == null || other == null) {
                    continue;
                }
                check(
                        !host.failureDomain().equals(other.failureDomain()),
                        host.ref() + " and " + other.ref() + " in " + group.id() + " may fail together");
            }
        }
    }

    private RegionInfo get(RegionId region) {
        RegionInfo info = regions.get(region.value());
        if (info == null) {
            throw refused("there is no " + region);
        }
        return info;
    }

    private void checkOwned(RegionId region, int epoch) {
        RegionInfo info = get(region);
        check(info.epoch() == epoch && !info.owner().isEmpty(), "nobody owns " + region + " at epoch " + epoch);
    }

    private void checkAvailable() {
        if (!available) {
            throw new DirectoryException(
                    Reason.UNAVAILABLE, "the fake directory was made unavailable: make it available");
        }
    }

    private static void check(boolean allowed, String why) {
        if (!allowed) {
            throw refused(why);
        }
    }

    private static DirectoryException refused(String why) {
        return new DirectoryException(Reason.REFUSED, why);
    }
}
