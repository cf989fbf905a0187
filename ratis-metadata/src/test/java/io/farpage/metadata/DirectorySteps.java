package io.farpage.metadata;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import io.farpage.api.Version;
import io.farpage.api.fake.ManualClock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/** Random calls to a directory: most of them sensible, some of them late or wrong. */
final class DirectorySteps {
    static final int HOSTS = 9;
    private static final int DOMAINS = 6;
    private static final int REGIONS = 3;
    private static final List<HostState> STATES = List.of(HostState.values());
    private static final Duration LEASE = Duration.ofSeconds(5);

    private DirectorySteps() {}

    enum Call {
        REGISTER_HOST,
        SET_HOST_STATE,
        SET_HOST_CAPACITY,
        NOTE_REPAIR_BLOCKED,
        CREATE_REGION,
        COMPLETE_REGION,
        COMMIT_REGION,
        SEAL_REGION,
        DELETE_REGION,
        ACQUIRE,
        RENEW,
        RELEASE,
        CREATE_GROUP,
        DROP_MEMBER,
        JOIN_MEMBER,
        FILL_MEMBER,
        SWAP_MEMBER,
        WAIT
    }

    /** One call; {@code a}, {@code b}, {@code c} and {@code oddity} choose its arguments. Wrong ones come with an oddity. */
    record Step(Call call, int a, int b, int c, int oddity) {}

    static Arbitrary<List<Step>> some() {
        Arbitrary<Call> calls = Arbitraries.frequencyOf(
                Tuple.of(9, Arbitraries.of(Call.CREATE_GROUP, Call.DROP_MEMBER, Call.JOIN_MEMBER)),
                Tuple.of(6, Arbitraries.of(Call.ACQUIRE, Call.CREATE_REGION, Call.FILL_MEMBER)),
                Tuple.of(4, Arbitraries.of(Call.values())));
        Arbitrary<Integer> small = Arbitraries.integers().between(0, 35).withoutEdgeCases();
        Arbitrary<Integer> oddity = Arbitraries.integers().between(0, 9).withoutEdgeCases();
        return Combinators.combine(calls, small, small, small, oddity)
                .as(Step::new)
                .list()
                .ofMinSize(40)
                .ofMaxSize(160);
    }

    /** Registers all hosts and makes two regions of two groups each, so that steps have something to work on. */
    static void begin(PlacementDirectory directory, ManualClock clock) {
        for (int i = 0; i < HOSTS; i++) {
            register(directory, i);
        }
        for (int region = 0; region < 2; region++) {
            run(directory, clock, new Step(Call.CREATE_REGION, region, 0, 0, 9));
            run(directory, clock, new Step(Call.ACQUIRE, region, region, 0, 9));
            run(directory, clock, new Step(Call.CREATE_GROUP, region, 0, 0, 9));
            run(directory, clock, new Step(Call.CREATE_GROUP, region, 1, 0, 9));
        }
    }

    /** What the call answered, or the word that it was refused. */
    static Object run(PlacementDirectory directory, ManualClock clock, Step step) {
        try {
            return call(directory, clock, step);
        } catch (DirectoryException e) {
            return e.reason();
        }
    }

    private static Object call(PlacementDirectory directory, ManualClock clock, Step step) {
        String name = "r" + step.a() % REGIONS;
        RegionId region = directory.region(name).map(RegionInfo::id).orElse(new RegionId(RegionId.MAX));
        int epoch = directory.region(name).map(RegionInfo::epoch).orElse(1) + (step.oddity() == 0 ? -1 : 0);
        return switch (step.call()) {
            case REGISTER_HOST -> register(directory, step.a() % HOSTS);
            case SET_HOST_STATE ->
                directory.setHostState(host(directory, step.a(), step.oddity()), STATES.get(step.b() % STATES.size()));
            case SET_HOST_CAPACITY -> {
                HostInfo host = directory.hosts().get(step.a() % HOSTS);
                yield directory.setHostCapacity(
                        host(directory, step.a(), step.oddity()),
                        host.capacityBytes() + (step.oddity() == 1 ? 1 : 0),
                        step.b() - (step.oddity() == 2 ? 40 : 0));
            }
            case NOTE_REPAIR_BLOCKED -> {
                directory.noteRepairBlocked("why ".repeat(step.a() * 10));
                yield directory.repairBlockedBy();
            }
            case CREATE_REGION ->
                directory.createRegion(
                        new RegionSpec(
                                name,
                                8 * 4096,
                                4096,
                                Redundancy.coded(2, 1),
                                step.b() % 2 == 0,
                                4096L * (step.a() % 3)),
                        step.oddity() == 0 ? 0 : 4);
            case COMPLETE_REGION -> {
                directory.completeRegion(region, epoch);
                yield "completed";
            }
            case COMMIT_REGION -> {
                directory.commitRegion(region, epoch, Version.of(Math.max(1, epoch), 1 + step.b()));
                yield directory.regions();
            }
            case SEAL_REGION -> {
                directory.sealRegion(region, epoch);
                yield "sealed";
            }
            case DELETE_REGION -> {
                directory.deleteRegion(region, epoch);
                yield "deleted";
            }
            case ACQUIRE -> directory.acquire(region, "owner-" + step.b() % 3, LEASE);
            case RENEW -> directory.renew(region, epoch, LEASE);
            case RELEASE -> {
                directory.release(region, epoch);
                yield "released";
            }
            case CREATE_GROUP -> {
                SlabGroupId id = new SlabGroupId(region, step.b() % 3);
                directory.createGroup(
                        epoch, new SlabGroup(id, 1, step.oddity() == 1 ? 3 : 5, members(directory, step)));
                yield "created";
            }
            case DROP_MEMBER -> change(directory, region, epoch, step, MemberState.ABSENT);
            case JOIN_MEMBER, SWAP_MEMBER -> change(directory, region, epoch, step, MemberState.JOINING);
            case FILL_MEMBER -> change(directory, region, epoch, step, MemberState.PRESENT);
            case WAIT -> {
                clock.advance(step.a() * 500_000_000L);
                yield "waited";
            }
        };
    }

    private static Object change(
            PlacementDirectory directory, RegionId region, int epoch, Step step, MemberState state) {
        Optional<SlabGroup> group = directory.group(new SlabGroupId(region, step.b() % 2));
        if (group.isEmpty()) {
            return "no group";
        }
        int index = step.c() % 3;
        Member member = group.get().members().get(index);
        if (state == MemberState.JOINING) {
            member = new Member(host(directory, step.b() + step.c(), step.oddity()), step.c(), state);
        }
        SlabGroup next = group.get().with(index, member.in(state));
        if (step.oddity() == 2) {
            next = next.with(index, member);
        }
        return directory.changeGroup(step.oddity() == 3 ? 0 : epoch, next);
    }

    private static List<Member> members(PlacementDirectory directory, Step step) {
        return Stream.of(step.a(), step.a() + 1 + step.b() % 2, step.a() + 3 + step.c() % 2)
                .map(i -> new Member(host(directory, i, step.oddity()), i, MemberState.PRESENT))
                .toList();
    }

    private static HostRef host(PlacementDirectory directory, int choice, int oddity) {
        HostInfo host = directory.hosts().get(choice % HOSTS);
        return oddity == 4 ? new HostRef(host.ref().host(), host.ref().incarnation() + 1) : host.ref();
    }

    private static HostInfo register(PlacementDirectory directory, int host) {
        return directory.registerHost(new HostId(host), "x:" + host, domain(host), 1 << 20);
    }

    /** A host stays in one failure domain, so groups stay spread whatever happens. */
    static String domain(int host) {
        return "domain-" + host % DOMAINS;
    }
}
