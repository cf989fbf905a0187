package io.farpage.chaos.sim;

import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.chaos.history.PageHistory;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** Everything that is there in a simulated run, and what was found wrong. */
final class SimWorld implements AutoCloseable {
    private static final long CAPACITY_BYTES = 8 << 20;
    /** For so long after a fault has ended it may still be found out, and whoever it was may still be left out for it. */
    private static final long SETTLING_NS = 1_500_000_000;

    private final Scheduler scheduler;
    private final SimMemory memory = new SimMemory();
    private final SimNetwork network;
    private final SimDirectory directory;
    private final Redundancy redundancy;
    private final int hostCount;
    private final int hostsPerDomain;
    private final List<SimHost> everyHost = new ArrayList<>();
    private final long[] unsettledUntilNs;
    private long disturbedUntilNs;
    private long metadataDownSinceNs;
    private final PageHistory[] histories =
            IntStream.range(0, SimOwner.PAGES).mapToObj(i -> new PageHistory()).toArray(PageHistory[]::new);
    private final @Nullable SimCommits commits;
    private final List<SimOwner> owners = new ArrayList<>();
    private final List<String> violations = new ArrayList<>();
    private boolean working = true;
    private boolean rotten;
    private long lastStamp;
    private long operations;

    SimWorld(FaultPlan plan) {
        scheduler = new Scheduler(plan.seed());
        network = new SimNetwork(scheduler, memory);
        directory = new SimDirectory(scheduler);
        redundancy = Redundancy.coded(plan.data(), plan.parity());
        hostCount = plan.hosts();
        hostsPerDomain = plan.hostsPerDomain();
        commits = plan.commits() ? new SimCommits() : null;
        unsettledUntilNs = new long[hostCount];
        for (int id = 0; id < hostCount; id++) {
            startHost(id);
        }
    }

    Scheduler scheduler() {
        return scheduler;
    }

    SimNetwork network() {
        return network;
    }

    SimDirectory directory() {
        return directory;
    }

    Redundancy redundancy() {
        return redundancy;
    }

    PageHistory history(int page) {
        return histories[page];
    }

    /** What its region may be found as, if it is one with commits. */
    @Nullable
    SimCommits commits() {
        return commits;
    }

    int hostCount() {
        return hostCount;
    }

    /** That one has taken the region over: nothing that others write from now on may be acknowledged. */
    void owns(SimOwner owner) {
        owners.forEach(SimOwner::supersede);
        owners.add(owner);
    }

    long nextStamp() {
        lastStamp++;
        return lastStamp;
    }

    void operationEnded() {
        operations++;
    }

    long operations() {
        return operations;
    }

    /** Whether programs go on. */
    boolean isWorking() {
        return working;
    }

    void stopWorking() {
        working = false;
    }

    void violation(String what) {
        violations.add("%.6f s: %s".formatted(scheduler.nowNs() / 1e9, what));
    }

    List<String> violations() {
        return violations;
    }

    void setRotten(boolean isRotten) {
        rotten = isRotten;
    }

    boolean isRotten() {
        return rotten;
    }

    /** Starts a host, empty, as a new incarnation. */
    void startHost(int id) {
        HostInfo info = directory.asItIs().registerHost(new HostId(id), "sim", "domain-" + domain(id), CAPACITY_BYTES);
        SimHost host = new SimHost(info);
        network.add(host);
        everyHost.add(host);
    }

    private int domain(int host) {
        return host / hostsPerDomain;
    }

    /** The hosts of the same failure domain. */
    List<Integer> domainOf(int host) {
        return IntStream.range(0, hostCount)
                .filter(each -> domain(each) == domain(host))
                .boxed()
                .toList();
    }

    /** No two members of a group may be in one failure domain. */
    void checkDomains() {
        for (SlabGroup group : groups()) {
            List<Integer> domains = group.members().stream()
                    .filter(Member::stores)
                    .map(member -> domain(member.host().host().value()))
                    .toList();
            if (domains.stream().distinct().count() != domains.size()) {
                violation("members of " + group + " share a failure domain");
            }
        }
    }

    /** The directory's hosts that died for it alone begin again, as their processes would. */
    void restartThoseTakenForDead() {
        if (directory.isDown()) {
            return;
        }
        for (HostInfo info : directory.asItIs().hosts()) {
            SimHost host = network.host(info.ref().host().value());
            if (info.state() == HostState.DEAD
                    && host.ref().equals(info.ref())
                    && host.isAlive()
                    && host.hungUntilNs() <= scheduler.nowNs()) {
                host.kill();
                startHost(info.ref().host().value());
            }
        }
    }

    /** Starts all hosts again that are dead. */
    void restartTheDead() {
        for (int id = 0; id < hostCount; id++) {
            if (!network.host(id).isAlive()) {
                startHost(id);
            }
        }
    }

    List<SlabGroup> groups() {
        PlacementDirectory now = directory.asItIs();
        return region().map(RegionInfo::id).map(now::groups).orElse(List.of());
    }

    int pagesPerGroup() {
        return region().orElseThrow().pagesPerGroup();
    }

    private Optional<RegionInfo> region() {
        return directory.asItIs().region(SimOwner.REGION);
    }

    /** A host will be out of reach, but not gone, for some time. */
    void outOfReach(int host, long durationNs) {
        unsettledUntilNs[host] = Math.max(unsettledUntilNs[host], scheduler.nowNs() + durationNs + SETTLING_NS);
    }

    /** Messages will be lost for some time. */
    void disturbed(long durationNs) {
        disturbedUntilNs = Math.max(disturbedUntilNs, scheduler.nowNs() + durationNs + SETTLING_NS);
    }

    /** The metadata group is down, or back: what was under way when it went down has its consequences only now. */
    void setMetadataDown(boolean down) {
        long nowNs = scheduler.nowNs();
        if (down && !directory.isDown()) {
            metadataDownSinceNs = nowNs;
        } else if (!down && directory.isDown()) {
            for (int host = 0; host < hostCount; host++) {
                if (unsettledUntilNs[host] >= metadataDownSinceNs) {
                    unsettledUntilNs[host] = Math.max(unsettledUntilNs[host], nowNs + SETTLING_NS);
                }
            }
        }
        directory.setDown(down);
    }

    private boolean isDisturbed() {
        return scheduler.nowNs() < disturbedUntilNs;
    }

    /**
     * The hosts that may fail now so that every group still has k sound members. While messages are lost owners may leave out
     * members down to k + 1, so one host can be spared at the most.
     */
    List<Integer> spareHosts() {
        return rotten ? List.of() : sparedAbove(isDisturbed() ? redundancy.total() - 1 : redundancy.data());
    }

    private List<Integer> sparedAbove(int soundMembers) {
        List<SlabGroup> groups = groups();
        return groups.isEmpty()
                ? List.of()
                : IntStream.range(0, hostCount)
                        .filter(id -> isSound(network.host(id)))
                        .filter(id -> groups.stream().allMatch(g -> sound(g, id) >= soundMembers))
                        .boxed()
                        .toList();
    }

    /** Whether messages may be lost now: a host that is gone may make one more necessary. */
    boolean mayDisturb() {
        return !rotten && groups().stream().allMatch(g -> sound(g, -1) >= redundancy.total() - 1);
    }

    /** Whether m fragments of a page may rot now. */
    boolean mayRot() {
        return isWhole() && !isDisturbed();
    }

    /** Whether every group has all of its members, all of them sound. */
    boolean isWhole() {
        List<SlabGroup> groups = groups();
        return !rotten && !groups.isEmpty() && groups.stream().allMatch(g -> sound(g, -1) == redundancy.total());
    }

    private long sound(SlabGroup group, int without) {
        return group.members().stream()
                .filter(m -> m.host().host().value() != without && isSound(m))
                .count();
    }

    private boolean isSound(Member member) {
        SimHost host = network.host(member.host().host().value());
        return member.state() == MemberState.PRESENT && host.ref().equals(member.host()) && isSound(host);
    }

    private boolean isSound(SimHost host) {
        long settledNs = unsettledUntilNs[host.ref().host().value()];
        return host.isAlive() && settledNs <= (directory.isDown() ? metadataDownSinceNs : scheduler.nowNs());
    }

    @Override
    public void close() {
        everyHost.forEach(SimHost::kill);
        memory.close();
    }
}
