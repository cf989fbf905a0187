package io.farpage.pager;

import static io.farpage.pager.PagerFixture.NAME;
import static io.farpage.pager.PagerFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.CommitNeededException;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.RegionSealedException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class RegionCommitTest {
    private static final int PAGES = 64;

    private static RemoteRegion create(PagerFixture fixture, int uncommittedPages) {
        return fixture.memory.create(
                NAME, (long) PAGES * PAGE, RegionOptions.DEFAULT.withCommits((long) uncommittedPages * PAGE));
    }

    /** The region as whoever comes after a crash of its owner finds it. */
    private static RemoteRegion afterCrash(PagerFixture fixture) {
        fixture.provider.expireLease(NAME);
        return fixture.memory.attach(NAME);
    }

    @Test
    void aCrashTakesTheRegionBackToItsLastCommitHoweverMuchWasEvictedSince() {
        try (PagerFixture fixture = new PagerFixture(8)) {
            RemoteRegion region = create(fixture, PAGES);
            for (int page = 0; page < PAGES; page++) {
                region.setLong((long) page * PAGE, page);
            }
            region.commit();
            for (int page = 0; page < PAGES; page++) {
                region.setLong((long) page * PAGE, -1);
            }
            region.flush();

            RemoteRegion next = afterCrash(fixture);

            for (int page = 0; page < PAGES; page++) {
                assertThat(next.getLong((long) page * PAGE)).isEqualTo(page);
            }
        }
    }

    @Test
    void writingMoreThanARegionWasCreatedForNeedsACommit() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = create(fixture, 4);
            for (int round = 0; round < 3; round++) {
                for (int page = 0; page < 4; page++) {
                    region.setLong((long) page * PAGE, round);
                    region.setLong((long) page * PAGE + 8, round);
                }
                region.flush();
            }
            assertThatThrownBy(() -> region.setLong(4L * PAGE, 1))
                    .isInstanceOf(CommitNeededException.class)
                    .hasMessageContaining("4 pages of region '" + NAME + "'");
            assertThat(region.getLong(4L * PAGE)).isZero();

            region.commit();
            region.setLong(4L * PAGE, 1);

            assertThat(region.getLong(4L * PAGE)).isEqualTo(1);
        }
    }

    @Test
    void aCommitThatFailsCanBeTriedAgain() {
        PagerConfig impatient = PagerFixture.config(16).withRetryTimeout(Duration.ofMillis(20));
        try (PagerFixture fixture = new PagerFixture(impatient)) {
            RemoteRegion region = create(fixture, 4);
            region.setLong(0, 1);
            fixture.store().failAll(new PageResult.Unavailable("as told"));
            assertThatThrownBy(region::commit).isInstanceOf(RegionException.class);
            fixture.store().heal();

            region.setLong(PAGE, 2);
            region.commit();

            RemoteRegion next = afterCrash(fixture);
            assertThat(next.getLong(0)).isEqualTo(1);
            assertThat(next.getLong(PAGE)).isEqualTo(2);
        }
    }

    @Test
    void onlyRegionsWithCommitsCommitAndNoSealedOne() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion plain = fixture.create(PAGE);
            assertThatThrownBy(plain::commit)
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("created without commits");
            plain.close();
            fixture.memory.delete(NAME);
            RemoteRegion sealed = create(fixture, 4);
            sealed.setLong(0, 1);
            sealed.seal();

            assertThatThrownBy(sealed::commit).isInstanceOf(RegionSealedException.class);
            assertThat(sealed.getLong(0)).isEqualTo(1);
        }
    }

    @Test
    void trimmedPagesComeBackUntilTheNextCommit() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = create(fixture, 8);
            region.setLong(0, 1);
            region.commit();
            region.trim(0, 2L * PAGE);
            assertThat(region.getLong(0)).isZero();
            region.flush();

            RemoteRegion next = afterCrash(fixture);

            assertThat(next.getLong(0)).isEqualTo(1);
            next.trim(0, PAGE);
            next.commit();
            assertThat(afterCrash(fixture).getLong(0)).isZero();
        }
    }

    /** Each thread counts up in one page and then in another: a commit never has the second count without the first. */
    @Test
    void commitsBesideWritersHaveWhatHappenedBefore() throws Exception {
        int threads = 4;
        try (PagerFixture fixture = new PagerFixture(12)) {
            RemoteRegion region = create(fixture, PAGES);
            for (int round = 0; round < 12; round++) {
                RemoteRegion now = region;
                AtomicBoolean stop = new AtomicBoolean();
                try (ExecutorService pool = Executors.newFixedThreadPool(threads)) {
                    List<Future<?>> all = new ArrayList<>();
                    for (int thread = 0; thread < threads; thread++) {
                        int self = thread;
                        all.add(pool.submit(() -> count(now, self, stop)));
                    }
                    for (int i = 0; i < 5; i++) {
                        now.commit();
                    }
                    stop.set(true);
                    for (Future<?> each : all) {
                        each.get();
                    }
                }
                now.flush(); // So that it ends in peace, later.
                region = afterCrash(fixture);
                for (int thread = 0; thread < threads; thread++) {
                    long first = region.getLong((long) thread * PAGE);
                    long second = region.getLong((long) (PAGES - 1 - thread) * PAGE);
                    assertThat(first - second).as("thread %d", thread).isBetween(0L, 1L);
                }
            }
        }
    }

    private static void count(RemoteRegion region, int self, AtomicBoolean stop) {
        SplittableRandom random = new SplittableRandom(self);
        long count = region.getLong((long) self * PAGE);
        region.setLong((long) (PAGES - 1 - self) * PAGE, count);
        while (!stop.get()) {
            count++;
            region.setLong((long) self * PAGE, count);
            region.setLong((long) (PAGES - 1 - self) * PAGE, count);
            region.setLong(random.nextLong(8, PAGES - 8) * PAGE + 8L * self, count); // Others are evicted for it.
        }
    }
}
