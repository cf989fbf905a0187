package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.MemberState;
import io.farpage.api.PageResult;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.replication.HookedTransport.Crash;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;

/**
 * One random history of a region in one thread and virtual time.
 *
 * <p>Faults: hosts die and come back empty, hosts hang and go on, the directory goes away and comes back, owners and
 * repairers die between any two fragments, owners are replaced. At no time are more than m members of a group dead, hung,
 * joining or absent, so every page must be read at every time: as the last write that was acknowledged, or, after a takeover,
 * as one that was under way.
 */
final class RandomFaults implements AutoCloseable {
    private static final int PAGES = 40;

    private final Random random;
    private final Redundancy redundancy;
    private final RegionSpec spec;
    private final TestCluster cluster;
    private final int hostCount;
    private final Set<Integer> down = new HashSet<>();
    private final Set<Integer> hung = new HashSet<>();
    private final long[] acknowledged = new long[PAGES];
    private final long[][] possible = new long[PAGES][0];
    private HookedTransport transport;
    private Program owner;
    private boolean directoryAway;
    private long lastStamp;
    private int faults;
    private int unavailable;

    RandomFaults(Redundancy redundancy, long seed) {
        random = new Random(seed);
        this.redundancy = redundancy;
        spec = TestCluster.spec(redundancy, PAGES);
        hostCount = redundancy.total() + random.nextInt(3);
        cluster = new TestCluster(hostCount);
        transport = new HookedTransport(cluster.network);
        owner = cluster.create(transport, spec);
    }

    int faults() {
        return faults;
    }

    /** Writes that were not acknowledged. */
    int unavailable() {
        return unavailable;
    }

    void run(int steps) {
        for (int step = 0; step < steps; step++) {
            act();
        }
        heal();
    }

    private void act() {
        int page = random.nextInt(PAGES);
        switch (random.nextInt(20)) {
            case 0, 1, 2, 3, 4 -> write(page);
            case 5 -> writeSome();
            case 6 -> trim(page);
            case 7, 8 -> check(page);
            case 9 -> checkAll();
            case 10, 11 -> kill();
            case 12, 13 -> restart();
            case 14 -> hangOrResume();
            case 15, 16 -> repair();
            case 17 -> {
                directoryAway = !directoryAway && random.nextInt(3) == 0;
                cluster.directory.setAvailable(!directoryAway);
            }
            default -> replaceOwner();
        }
    }

    private void write(int page) {
        long stamp = ++lastStamp;
        note(page, stamp, owner.write(page, stamp));
    }

    private void writeSome() {
        long[] pages = random.ints(0, PAGES).distinct().limit(20).asLongStream().toArray();
        long stamp = ++lastStamp;
        PageResult[] results = new PageResult[pages.length];
        var batch = owner.writeAll(pages, stamp);
        for (int i = 0; i < pages.length; i++) {
            results[i] = batch.result(i);
        }
        for (int i = 0; i < pages.length; i++) {
            note((int) pages[i], stamp, results[i]);
        }
    }

    private void trim(int page) {
        note(page, 0, owner.store().trim(page));
    }

    private void note(int page, long stamp, PageResult result) {
        assertThat(result).isInstanceOfAny(Done.class, PageResult.Unavailable.class);
        if (result.isDone()) {
            acknowledged[page] = stamp;
            possible[page] = new long[0];
        } else {
            unavailable++;
            underWay(page, stamp);
        }
    }

    private void underWay(int page, long stamp) {
        possible[page] = Arrays.copyOf(possible[page], possible[page].length + 1);
        possible[page][possible[page].length - 1] = stamp;
    }

    private void check(int page) {
        PageResult result = owner.read(page);
        if (directoryAway && result instanceof PageResult.Unavailable) {
            return; // It may not have learnt of replacements before the directory went away.
        }
        assertThat(result.isDone()).as("read of page %d: %s", page, result).isTrue();
        assertThat(owner.stampInFrame(page, 0)).as("page %d", page).isEqualTo(acknowledged[page]);
    }

    private void checkAll() {
        for (int page = 0; page < PAGES; page++) {
            check(page);
        }
    }

    private void kill() {
        int id = 1 + random.nextInt(hostCount);
        if (mayLose(id)) {
            faults++;
            cluster.kill(id);
            down.add(id);
            if (!directoryAway && random.nextBoolean()) {
                cluster.declareDead(id);
            }
        }
    }

    private void restart() {
        if (!directoryAway) {
            for (int id : Set.copyOf(down)) {
                cluster.start(id);
                down.remove(id);
            }
        }
    }

    private void hangOrResume() {
        int id = 1 + random.nextInt(hostCount);
        if (hung.remove(id)) {
            cluster.host(id).resume();
        } else if (mayLose(id)) {
            faults++;
            hung.add(id);
            cluster.host(id).hang();
        }
    }

    /** Whether every group has k members that are well without this host. */
    private boolean mayLose(int id) {
        if (down.contains(id) || hung.contains(id)) {
            return false;
        }
        cluster.directory.setAvailable(true);
        boolean may = true;
        for (SlabGroup group : cluster.groups()) {
            long well = group.members().stream()
                    .filter(m -> m.state() == MemberState.PRESENT
                            && m.host().host().value() != id
                            && m.host()
                                    .equals(cluster.host(m.host().host().value())
                                            .ref())
                            && !down.contains(m.host().host().value())
                            && !hung.contains(m.host().host().value()))
                    .count();
            may &= well >= redundancy.data();
        }
        cluster.directory.setAvailable(!directoryAway);
        return may;
    }

    private void repair() {
        if (directoryAway) {
            return;
        }
        HookedTransport itsTransport = new HookedTransport(cluster.network);
        if (random.nextInt(3) == 0) {
            faults++;
            Interruption.of(itsTransport, random.nextInt(200), () -> {
                if (random.nextBoolean()) {
                    throw new Crash();
                }
                act();
            });
        }
        try {
            cluster.repair(cluster.repairer(itsTransport));
        } catch (Crash e) {
            assertThat(e).hasNoCause();
        } catch (RegionException e) {
            assertThat(directoryAway).as("%s", e).isTrue();
        }
    }

    /** The owner dies, often in the middle of a write, and others follow, who may die while they recover. */
    private void replaceOwner() {
        if (directoryAway) {
            return;
        }
        faults++;
        if (random.nextBoolean()) {
            CrashingWriter.dieAtWrite(transport, random.nextInt(2 * redundancy.total()));
            int page = random.nextInt(PAGES);
            long stamp = ++lastStamp;
            try {
                note(page, stamp, owner.write(page, stamp));
            } catch (Crash e) {
                underWay(page, stamp);
            }
        }
        while (true) {
            transport = new HookedTransport(cluster.network);
            if (random.nextInt(3) == 0) {
                CrashingWriter.dieAtWrite(transport, random.nextInt(3 * redundancy.total()));
            }
            try {
                owner = cluster.takeOver(transport, spec);
                break;
            } catch (Crash e) {
                faults++;
            }
        }
        transport.onOp((host, op) -> HookedTransport.Fate.PASS);
        for (int page = 0; page < PAGES; page++) {
            long stamp = owner.stamp(page);
            int at = page;
            assertThat(stamp == acknowledged[page]
                            || Arrays.stream(possible[page]).anyMatch(p -> p == stamp))
                    .as(
                            "page %d reads as %d after the takeover: acknowledged was %d, under way %s",
                            page, stamp, acknowledged[at], Arrays.toString(possible[at]))
                    .isTrue();
            acknowledged[page] = stamp;
            possible[page] = new long[0];
        }
    }

    /** No faults any more: all must be well again, and stay so without m members. */
    private void heal() {
        directoryAway = false;
        cluster.directory.setAvailable(true);
        hung.forEach(id -> cluster.host(id).resume());
        hung.clear();
        restart();
        cluster.repairAll();
        for (SlabGroup group : cluster.groups()) {
            assertThat(group.presentCount()).as("%s", group).isEqualTo(redundancy.total());
        }
        checkAll();
        if (random.nextInt(4) == 0) {
            seal();
            return;
        }
        for (int page = 0; page < PAGES; page++) {
            assertThat(owner.write(page, ++lastStamp)).isEqualTo(Done.FULL);
            acknowledged[page] = lastStamp;
        }
        int[] ids = cluster.hostIdsOf((1L << redundancy.parity()) - 1);
        cluster.kill(ids);
        checkAll();
        owner = cluster.takeOver(spec);
        checkAll();
    }

    /** Whoever opens the region from now on reads what its last owner read, whichever m members are gone. */
    private void seal() {
        owner.store().seal();
        checkAll();
        owner = cluster.openSealed(spec);
        checkAll();
        cluster.kill(
                cluster.hostIdsOf(Long.rotateLeft((1L << redundancy.parity()) - 1, random.nextInt(redundancy.data()))));
        checkAll();
        owner = cluster.openSealed(spec);
        checkAll();
    }

    @Override
    public void close() {
        cluster.close();
    }
}
