package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Owners that stop between any two fragments for longer than their lease, and go on after others have taken their region
 * over and written to it. Each is a random history, named by its seed.
 */
class FiftyZombiesTest {
    private static final int PAGES = 40;
    private static final List<Redundancy> REDUNDANCIES =
            List.of(Redundancy.coded(4, 2), Redundancy.coded(2, 2), Redundancy.copies(3), Redundancy.coded(8, 3));

    @Test
    void nothingThatAZombieWritesIsAcknowledgedOrSeen() {
        int inTheMiddle = 0;
        for (long seed = 1; seed <= 50; seed++) {
            try (Zombie zombie = new Zombie(seed)) {
                inTheMiddle += zombie.run() ? 1 : 0;
            } catch (AssertionError | RuntimeException e) {
                throw new AssertionError("seed " + seed + ": " + e.getMessage(), e);
            }
        }
        assertThat(inTheMiddle)
                .as("zombies that were stopped in the middle of a write")
                .isGreaterThan(25);
    }

    private static final class Zombie implements AutoCloseable {
        private final Random random;
        private final Redundancy redundancy;
        private final RegionSpec spec;
        private final TestCluster cluster;
        private final HookedTransport transport;
        private final Program program;
        private final long[] acknowledged = new long[PAGES];
        private final long[] underWay = new long[PAGES];
        private final long[] expected = new long[PAGES];
        private Program owner;
        private boolean over;
        private long lastStamp;

        Zombie(long seed) {
            random = new Random(seed);
            redundancy = REDUNDANCIES.get((int) (seed % REDUNDANCIES.size()));
            spec = TestCluster.spec(redundancy, PAGES);
            cluster = new TestCluster(redundancy.total() + random.nextInt(2));
            transport = new HookedTransport(cluster.network);
            program = cluster.create(transport, spec);
            owner = program;
            Arrays.fill(underWay, -1);
        }

        /** Returns whether it was stopped in the middle of a call. */
        boolean run() {
            for (int i = 0; i < 60; i++) {
                act();
            }
            Interruption.of(transport, random.nextInt(40 * redundancy.total()), this::takeOver);
            for (int i = 0; i < 20 && !over; i++) {
                act();
            }
            boolean inTheMiddle = over;
            if (!over) {
                takeOver();
            }
            transport.onOp((host, op) -> HookedTransport.Fate.PASS);
            transport.onControl((host, call) -> {});
            for (int i = 0; i < 20; i++) {
                actAsZombie();
                if (random.nextInt(4) == 0) {
                    writeAsOwner();
                }
            }
            check(owner);
            check(cluster.takeOver(spec));
            return inTheMiddle;
        }

        /** One call of the zombie while it is, or believes to be, the owner. */
        private void act() {
            long stamp = ++lastStamp;
            if (random.nextInt(5) == 0) {
                int page = random.nextInt(PAGES);
                underWay[page] = 0;
                settle(page, 0, program.store().trim(page));
                return;
            }
            long[] pages = random.ints(0, PAGES)
                    .distinct()
                    .limit(1 + random.nextInt(8))
                    .asLongStream()
                    .toArray();
            for (long page : pages) {
                underWay[(int) page] = stamp;
            }
            PageBatch batch = program.writeAll(pages, stamp);
            for (int i = 0; i < pages.length; i++) {
                settle((int) pages[i], stamp, batch.result(i));
            }
        }

        private void settle(int page, long stamp, PageResult result) {
            if (over) {
                // In the middle of this call the region was taken over: done is only what the next owner has found.
                assertThat(result).isInstanceOfAny(PageResult.Done.class, PageResult.Fenced.class);
                assertThat(result.isDone() && acknowledged[page] != stamp)
                        .as(
                                "write %d of page %d acknowledged; the next owner found %d",
                                stamp, page, acknowledged[page])
                        .isFalse();
                return;
            }
            assertThat(result.isDone()).as("%s", result).isTrue();
            acknowledged[page] = stamp;
            underWay[page] = -1;
        }

        private void takeOver() {
            over = true;
            int silent = random.nextInt(3) == 0 ? cluster.hostIdsOf(1L << random.nextInt(redundancy.total()))[0] : 0;
            if (silent != 0) {
                cluster.host(silent).hang();
            }
            owner = cluster.takeOver(spec);
            for (int page = 0; page < PAGES; page++) {
                expected[page] = owner.stamp(page);
                assertThat(expected[page])
                        .as("page %d, of which %d was under way", page, underWay[page])
                        .isIn(acknowledged[page], underWay[page]);
                acknowledged[page] = expected[page];
            }
            for (int i = 0; i < 10; i++) {
                writeAsOwner();
            }
            if (silent != 0) {
                cluster.host(silent).resume();
            }
        }

        private void writeAsOwner() {
            int page = random.nextInt(PAGES);
            expected[page] = ++lastStamp;
            owner.mustWrite(page, expected[page]);
        }

        private void actAsZombie() {
            int page = random.nextInt(PAGES);
            PageResult result = random.nextInt(5) == 0 ? program.store().trim(page) : program.write(page, ++lastStamp);
            assertThat(result).isEqualTo(new PageResult.Fenced(program.store().epoch() + 1));
        }

        private void check(Program reader) {
            for (int page = 0; page < PAGES; page++) {
                assertThat(reader.stamp(page)).as("page %d", page).isEqualTo(expected[page]);
            }
        }

        @Override
        public void close() {
            cluster.close();
        }
    }
}
