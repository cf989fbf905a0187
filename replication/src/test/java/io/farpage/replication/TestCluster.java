package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostId;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import io.farpage.api.Transport;
import io.farpage.api.fake.FakeDirectory;
import io.farpage.api.fake.FakeHost;
import io.farpage.api.fake.FakeTransport;
import io.farpage.api.fake.ManualClock;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/** Fake hosts, a fake directory and virtual time, with hosts 1, 2, ... in failure domains of their own. */
final class TestCluster implements AutoCloseable {
    static final int PAGES_PER_GROUP = 32;
    static final int SPARE_SLOTS = 64;
    static final String REGION = "r";
    private static final long CAPACITY_BYTES = 1 << 24;
    static final Duration LEASE = Duration.ofSeconds(10);

    final ManualClock clock = new ManualClock();
    final SteppedThreads threads = new SteppedThreads(clock);
    final FakeDirectory directory = new FakeDirectory(clock);
    final FakeTransport network = new FakeTransport();
    final StripeConfig config = new StripeConfig(1_000_000, 100_000_000, 1_000_000_000, 10_000_000, 16);
    private final Map<Integer, FakeHost> hosts = new TreeMap<>();
    private final List<Program> programs = new ArrayList<>();

    TestCluster(int hostCount) {
        for (int i = 0; i < hostCount; i++) {
            addHost();
        }
    }

    /** Starts the next host. */
    FakeHost addHost() {
        return start(hosts.size() + 1);
    }

    /** Starts a host, again when it ran before: empty and as a new incarnation. */
    FakeHost start(int id) {
        FakeHost before = hosts.get(id);
        long incarnation = before == null ? 1 : before.ref().incarnation() + 1;
        // It can be reached before anybody hears of it.
        FakeHost host = network.add(new FakeHost(id, incarnation, CAPACITY_BYTES));
        directory.registerHost(new HostId(id), "fake", "domain-" + id, CAPACITY_BYTES);
        hosts.put(id, host);
        return host;
    }

    FakeHost host(int id) {
        FakeHost host = hosts.get(id);
        if (host == null) {
            throw new IllegalArgumentException("no host " + id);
        }
        return host;
    }

    /** Kills hosts; the directory does not know. */
    void kill(int... ids) {
        for (int id : ids) {
            host(id).kill();
        }
    }

    /** Tells the directory that the newest incarnation of a host is gone. */
    void declareDead(int... ids) {
        for (int id : ids) {
            directory.setHostState(host(id).ref(), HostState.DEAD);
        }
    }

    /** A region of some pages under the usual name. */
    static RegionSpec spec(Redundancy redundancy, int pages) {
        return RegionSpec.of(REGION, pages * 4096L, redundancy);
    }

    /** A process that opens regions, with a network of its own. */
    Regions process(String owner, Transport transport, RegionSpec spec) {
        return process(owner, transport, spec, threads);
    }

    Regions process(String owner, Transport transport, RegionSpec spec, Threads itsThreads) {
        return process(owner, transport, spec, itsThreads, directory);
    }

    private Regions process(
            String owner, Transport transport, RegionSpec spec, Threads itsThreads, PlacementDirectory asSeen) {
        long slabBytes = (long) (PAGES_PER_GROUP + SPARE_SLOTS) * (spec.fragmentBytes() + 32);
        return new Regions(
                asSeen,
                new Peers(transport, asSeen),
                itsThreads,
                new LeastUsedPlacement(),
                new Regions.Config(owner, slabBytes, LEASE, config));
    }

    /** A process that is not told of hosts when {@code silent} says so. */
    Regions processWithSilentDirectory(RegionSpec spec, BooleanSupplier silent) {
        return processWithSilentDirectory(spec, network, "hosts", silent);
    }

    /** A process that is not answered a question to the directory when {@code silent} says so. */
    Regions processWithSilentDirectory(RegionSpec spec, Transport transport, String question, BooleanSupplier silent) {
        return process("other", transport, spec, threads, (PlacementDirectory) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {PlacementDirectory.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals(question) && silent.getAsBoolean()) {
                        throw new DirectoryException(DirectoryException.Reason.UNAVAILABLE, "silent");
                    }
                    try {
                        return method.invoke(directory, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                }));
    }

    /** Creates the region in a process named {@code first}. */
    Program create(RegionSpec spec) {
        return create(network, spec);
    }

    Program create(Transport transport, RegionSpec spec) {
        return remember(new Program(process("first", transport, spec).create(spec)));
    }

    /** Takes the region over, in a process of its own, as soon as any lease has run out. */
    Program takeOver(RegionSpec spec) {
        return takeOver(network, spec);
    }

    Program takeOver(Transport transport, RegionSpec spec) {
        clock.advance(LEASE.toNanos() + 1);
        return remember(new Program(process("next", transport, spec).attach(REGION)));
    }

    /** Opens the region, which is sealed, in one more process. */
    Program openSealed(RegionSpec spec) {
        return openSealed(network, spec);
    }

    Program openSealed(Transport transport, RegionSpec spec) {
        return remember(new Program(process("reader", transport, spec).openSealed(REGION)));
    }

    RepairService repairer() {
        return repairer(network);
    }

    RepairService repairer(Transport transport) {
        return new RepairService(
                directory,
                new Peers(transport, directory),
                threads,
                new LeastUsedPlacement(),
                config,
                Long.MAX_VALUE,
                1_000_000);
    }

    /** A repairer that has looked at the regions before something changed, and at their groups after it. */
    RepairService repairerThatKnows(List<RegionInfo> regions) {
        return repairerThatSees(
                network,
                (method, arguments) ->
                        method.getName().equals("regions") ? regions : method.invoke(directory, arguments));
    }

    /** A repairer that tells {@code changed} of the groups that it asks for. */
    RepairService repairerThatTells(Consumer<SlabGroup> changed) {
        return repairerThatTells(network, changed);
    }

    RepairService repairerThatTells(Transport transport, Consumer<SlabGroup> changed) {
        return repairerThatSees(transport, (method, arguments) -> {
            if (method.getName().equals("changeGroup")) {
                changed.accept((SlabGroup) arguments[1]);
            }
            return method.invoke(directory, arguments);
        });
    }

    /** Answers a question to the directory. */
    private interface Answering {
        Object answer(Method method, Object[] arguments) throws ReflectiveOperationException;
    }

    private RepairService repairerThatSees(Transport transport, Answering answering) {
        PlacementDirectory seen = (PlacementDirectory) Proxy.newProxyInstance(
                getClass().getClassLoader(),
                new Class<?>[] {PlacementDirectory.class},
                (proxy, method, arguments) -> answering.answer(method, arguments));
        return new RepairService(
                seen,
                new Peers(transport, directory),
                threads,
                new LeastUsedPlacement(),
                config,
                Long.MAX_VALUE,
                1_000_000);
    }

    /** One pass of a repairer, to its end. */
    void repair(RepairService repairer) {
        repairer.pass(new NeverStops());
    }

    /** Passes of a new repairer until every group is whole, or a few have not made it so. */
    RepairService repairAll() {
        RepairService repairer = repairer();
        for (int i = 0; i < 3; i++) {
            repair(repairer);
        }
        return repairer;
    }

    /** The first slab group of the region, or another one. */
    SlabGroup group() {
        return group(0);
    }

    SlabGroup group(int ordinal) {
        return groups().get(ordinal);
    }

    List<SlabGroup> groups() {
        return directory.groups(directory.region(REGION).orElseThrow().id());
    }

    Member member(int index) {
        return group().members().get(index);
    }

    /** Who holds fragment {@code index} of the first group. */
    FakeHost hostOf(int index) {
        return host(member(index).host().host().value());
    }

    int[] hostIdsOf(long indexes) {
        return group().members().stream()
                .filter(m -> (indexes & 1L << group().members().indexOf(m)) != 0)
                .mapToInt(m -> m.host().host().value())
                .toArray();
    }

    /** The slot of the newest version that member {@code index} of the first group holds. */
    int newestSlot(int index) {
        int best = 0;
        for (int slot = 0; slot < group().slotCount(); slot++) {
            if (version(index, slot) > version(index, best)) {
                best = slot;
            }
        }
        return best;
    }

    long version(int index, int slot) {
        return hostOf(index).version(member(index).slab(), slot);
    }

    private Program remember(Program program) {
        programs.add(program);
        return program;
    }

    @Override
    public void close() {
        programs.forEach(Program::close);
    }

    /** A task that nobody asks to end. */
    static final class NeverStops implements Threads.Stop {
        @Override
        public boolean requested() {
            return false;
        }

        @Override
        public boolean pause(long durationNs) {
            return false;
        }
    }
}
