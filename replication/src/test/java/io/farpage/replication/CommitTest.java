package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.RegionSpec;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;

class CommitTest {
    private static final int PAGES = 24;
    /** The first group has half as many pages as slots that are not spare, because all of them may change. */
    private static final int LAST_OF_GROUP = TestCluster.PAGES_PER_GROUP / 2 - 1;

    private static final RegionSpec SPEC =
            TestCluster.spec(Redundancy.coded(4, 2), PAGES).withCommits(PAGES * 4096L);

    private static void assertAll(Program program, long stamp) {
        for (int page = 0; page < PAGES; page++) {
            assertThat(program.stamp(page)).as("page %d", page).isEqualTo(stamp);
        }
    }

    private static void writeAll(Program program, long stamp) {
        for (int page = 0; page < PAGES; page++) {
            program.mustWrite(page, stamp);
        }
    }

    @Test
    void whatWasNotCommittedNeverComesBack() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program first = cluster.create(SPEC);
            writeAll(first, 1);
            first.store().commit();
            writeAll(first, 2);

            Program second = cluster.takeOver(SPEC);
            assertAll(second, 1);
            // The first owner's last writes are older than this commit, and still in their slots.
            second.mustWrite(0, 3);
            second.store().commit();

            Program third = cluster.takeOver(SPEC);
            assertThat(third.stamp(0)).isEqualTo(3);
            for (int page = 1; page < PAGES; page++) {
                assertThat(third.stamp(page)).as("page %d", page).isEqualTo(1);
            }
        }
    }

    @Test
    void pagesAreRewrittenManyTimesBetweenCommits() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program first = cluster.create(SPEC);
            for (long round = 1; round <= 9; round++) {
                for (int times = 0; times < 5; times++) {
                    writeAll(first, 10 * round + times);
                }
                if (round < 9) {
                    first.store().commit();
                }
            }

            assertAll(cluster.takeOver(SPEC), 84);
        }
    }

    @Test
    void manyOwnersThatCommitNothingLeaveRoomForTheNext() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program owner = cluster.create(SPEC);
            writeAll(owner, 1);
            owner.store().commit();
            for (long round = 2; round < 12; round++) {
                writeAll(owner, round);
                owner = cluster.takeOver(SPEC);
                assertAll(owner, 1);
            }
        }
    }

    @Test
    void aCommitThatMayHaveHappenedIsProvidedForEitherWay() {
        AtomicBoolean silent = new AtomicBoolean();
        try (TestCluster cluster = new TestCluster(6)) {
            Program first =
                    new Program(cluster.processWithSilentDirectory(SPEC, cluster.network, "commitRegion", silent::get)
                            .create(SPEC));
            writeAll(first, 1);
            first.store().commit();
            writeAll(first, 2);
            silent.set(true);
            assertThatThrownBy(first.store()::commit).isInstanceOf(RegionException.class);
            writeAll(first, 3);

            assertAll(cluster.takeOver(SPEC), 1);
        }
    }

    @Test
    void aCommitThatFailedIsMadeBeforeTheNext() {
        AtomicBoolean silent = new AtomicBoolean();
        try (TestCluster cluster = new TestCluster(6)) {
            Program first =
                    new Program(cluster.processWithSilentDirectory(SPEC, cluster.network, "commitRegion", silent::get)
                            .create(SPEC));
            for (long round = 1; round < 9; round++) {
                writeAll(first, round);
                silent.set(true);
                assertThatThrownBy(first.store()::commit).isInstanceOf(RegionException.class);
                silent.set(false);
                writeAll(first, 10 * round);
                first.store().commit();
            }

            assertAll(cluster.takeOver(SPEC), 80);
        }
    }

    @Test
    void aWriteThatFindsNoSlotSettlesTheCommitThatKeepsThem() {
        RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), TestCluster.PAGES_PER_GROUP - 1)
                .withCommits(4096);
        long[] pages = LongStream.range(0, spec.pageCount()).toArray();
        AtomicBoolean silent = new AtomicBoolean();
        try (TestCluster cluster = new TestCluster(6)) {
            Program first =
                    new Program(cluster.processWithSilentDirectory(spec, cluster.network, "commitRegion", silent::get)
                            .create(spec));
            assertThat(cluster.group().slotCount()).isLessThan(3 * pages.length + 16);
            assertAllDone(first.writeAll(pages, 1));
            first.store().commit();
            assertAllDone(first.writeAll(pages, 2));
            silent.set(true);
            assertThatThrownBy(first.store()::commit).isInstanceOf(RegionException.class);
            assertAllDone(first.writeAll(pages, 3));
            silent.set(false);

            assertAllDone(first.writeAll(pages, 4));

            Program next = cluster.takeOver(spec);
            for (long page : pages) {
                assertThat(next.stamp(page)).as("page %d", page).isEqualTo(2);
            }
        }
    }

    private static void assertAllDone(PageBatch batch) {
        for (int i = 0; i < batch.size(); i++) {
            assertThat(batch.result(i).isDone()).as("%s", batch.result(i)).isTrue();
        }
    }

    @Test
    void whoTakesOverKnowsOfACommitOfTheLastMoment() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program first = cluster.create(SPEC);
            writeAll(first, 1);
            first.store().commit();
            writeAll(first, 2);
            cluster.clock.advance(TestCluster.LEASE.toNanos() + 1);
            Regions next = cluster.processWithSilentDirectory(SPEC, cluster.network, "acquire", () -> {
                first.store().commit();
                return false;
            });
            try (Program second = new Program(next.attach(TestCluster.REGION))) {
                assertAll(second, 2);
            }
        }
    }

    @Test
    void aFencedOwnerCommitsNothing() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program first = cluster.create(SPEC);
            writeAll(first, 1);
            first.store().commit();
            writeAll(first, 2);
            Program second = cluster.takeOver(SPEC);

            assertThatThrownBy(first.store()::commit).isInstanceOf(RegionException.class);

            assertAll(second, 1);
            assertAll(cluster.takeOver(SPEC), 1);
        }
    }

    @Test
    void whatIsLostStaysLostAndIsNotReplacedByWhatWasNeverCommitted() {
        try (TestCluster cluster = new TestCluster(9)) {
            Program first = cluster.create(SPEC);
            writeAll(first, 1);
            first.store().commit();
            int slot = cluster.newestSlot(0);
            first.mustWrite(LAST_OF_GROUP, 2);
            for (int index = 0; index < 3; index++) {
                cluster.hostOf(index).damagePayload(cluster.member(index).slab(), slot);
            }

            Program second = cluster.takeOver(SPEC);
            second.mustWrite(0, 3);
            second.store().commit();

            Program third = cluster.takeOver(SPEC);
            assertThat(third.read(LAST_OF_GROUP)).isInstanceOf(PageResult.Lost.class);
            assertThat(third.stamp(0)).isEqualTo(3);
        }
    }
}
