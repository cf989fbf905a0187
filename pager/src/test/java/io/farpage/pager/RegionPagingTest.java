package io.farpage.pager;

import static io.farpage.pager.PagerFixture.PAGE;
import static io.farpage.pager.PagerFixture.config;
import static io.farpage.pager.PagerFixture.until;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;

/** When pages are read, written back and evicted. */
final class RegionPagingTest {
    /** Writes back only when it is told to. */
    private static final PagerConfig LAZY = config(16).withWriteBackPercent(100);

    @Test
    void threadsThatFaultOnTheSamePageReadItOnce() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            CountDownLatch gate = fixture.store().blockReads(4);
            List<CompletableFuture<Long>> all = new ArrayList<>();
            for (int i = 0; i < 6; i++) {
                long offset = 4L * PAGE + i * 8L;
                all.add(CompletableFuture.supplyAsync(() -> region.getLong(offset), Thread::startVirtualThread));
            }
            until(() -> fixture.store().readsOf(4) == 1);
            assertThat(region.getLong(5 * PAGE)).as("another page meanwhile").isZero();
            gate.countDown();
            all.forEach(value -> assertThat(value.join()).isZero());
            assertThat(fixture.store().readsOf(4)).isEqualTo(1);
            assertThat(region.stats().faults()).isEqualTo(2);
        }
    }

    @Test
    void hitsNeitherReadNorWriteAtTheStore() {
        try (PagerFixture fixture = new PagerFixture(LAZY)) {
            RemoteRegion region = fixture.create(20 * PAGE);
            for (int round = 0; round < 100; round++) {
                for (int page = 0; page < 8; page++) {
                    region.setInt((long) page * PAGE + round * 4L, round);
                    assertThat(region.getInt((long) page * PAGE + round * 4L)).isEqualTo(round);
                }
            }
            assertThat(region.stats().faults()).isEqualTo(8);
            assertThat(region.stats().pagesWrittenBack()).isZero();
            assertThat(region.stats().dirtyPages()).isEqualTo(8);
            assertThat(region.stats().residentPages()).isEqualTo(8);
        }
    }

    @Test
    void aPageWrittenDuringItsWriteBackStaysDirtyAndIsWrittenAgain() {
        try (PagerFixture fixture = new PagerFixture(LAZY)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            region.setLong(2 * PAGE, 1);
            CountDownLatch gate = fixture.store().blockWrites(2);
            CompletableFuture<Void> first = CompletableFuture.runAsync(region::flush);
            until(() -> fixture.store().isWriting(2));
            region.setLong(2 * PAGE, 2);
            region.setLong(2 * PAGE, 3);
            assertThat(region.getLong(2 * PAGE)).isEqualTo(3);
            gate.countDown();
            first.join();
            assertThat(fixture.store().writesOf(2)).isEqualTo(1);
            assertThat(fixture.provider.page(PagerFixture.NAME, 2)[0]).isEqualTo((byte) 1);
            assertThat(region.stats().dirtyPages()).isEqualTo(1);
            region.flush();
            assertThat(fixture.provider.page(PagerFixture.NAME, 2)[0]).isEqualTo((byte) 3);
            assertThat(region.stats().dirtyPages()).isZero();
            fixture.store().assertNoViolations();
        }
    }

    @Test
    void aFlushWaitsForAWriteBackUnderWayAndWritesWhatCameAfterIt() {
        try (PagerFixture fixture = new PagerFixture(config(16).withWriteBackPercent(0))) {
            RemoteRegion region = fixture.create(10 * PAGE);
            CountDownLatch gate = fixture.store().blockWrites(2);
            region.setLong(2 * PAGE, 1);
            until(() -> fixture.store().isWriting(2));
            region.setLong(2 * PAGE, 2);
            CompletableFuture<Void> flush = CompletableFuture.runAsync(region::flush);
            region.setLong(3 * PAGE, 3);
            assertThat(flush).isNotDone();
            gate.countDown();
            flush.join();
            assertThat(fixture.provider.page(PagerFixture.NAME, 2)[0]).isEqualTo((byte) 2);
            fixture.store().assertNoViolations();
        }
    }

    @Test
    void aPageIsNotEvictedWhileItIsBeingWrittenBack() {
        try (PagerFixture fixture = new PagerFixture(LAZY)) {
            RemoteRegion region = fixture.create(100 * PAGE);
            region.setLong(2 * PAGE, 1);
            CountDownLatch gate = fixture.store().blockWrites(2);
            CompletableFuture<Void> flush = CompletableFuture.runAsync(region::flush);
            until(() -> fixture.store().isWriting(2));
            for (int page = 10; page < 100; page++) {
                region.getLong((long) page * PAGE);
            }
            assertThat(region.getLong(2 * PAGE)).isEqualTo(1);
            assertThat(fixture.store().readsOf(2)).isEqualTo(1);
            gate.countDown();
            flush.join();
            fixture.store().assertNoViolations();
        }
    }

    @Test
    void theBackgroundWritesBackBeforeThereIsPressure() {
        try (PagerFixture fixture = new PagerFixture(config(64).withWriteBackPercent(25))) {
            RemoteRegion region = fixture.create(40 * PAGE);
            int few = region.stats().frames() / 4 - 1;
            for (int page = 0; page < few; page++) {
                region.setByte((long) page * PAGE, (byte) 1);
            }
            assertThat(region.stats().pagesWrittenBack()).isZero();
            for (int page = few; page < 40; page++) {
                region.setByte((long) page * PAGE, (byte) 1);
            }
            until(() -> region.stats().dirtyPages() <= few);
            assertThat(region.stats().pagesWrittenBack()).isPositive();
        }
    }

    @Test
    void aReserveOfFreeFramesIsKeptOffTheFaultPath() {
        try (PagerFixture fixture = new PagerFixture(config(160))) {
            RemoteRegion region = fixture.create(1000L * PAGE);
            for (int page = 0; page < 1000; page++) {
                region.getByte((long) page * PAGE);
            }
            int low = region.stats().frames() / 32;
            until(() -> region.stats().frames() - region.stats().residentPages() >= low);
            assertThat(region.stats().evictions()).isGreaterThan(800);
        }
    }

    @Test
    void aRegionThatFitsIsNeverEvicted() throws InterruptedException {
        try (PagerFixture fixture = new PagerFixture(64)) {
            RemoteRegion region = fixture.create(20 * PAGE);
            region.write(0, MemorySegment.ofArray(new byte[20 * PAGE]));
            region.flush();
            for (int round = 0; round < 50; round++) {
                region.read(0, ByteBuffer.allocate(20 * PAGE));
            }
            assertThat(region.stats().frames()).isEqualTo(20);
            assertThat(region.stats().evictions()).isZero();
            assertThat(fixture.store().readCalls()).isZero();
        }
    }

    @Test
    void readsAheadForAProgramThatReadsInOrder() {
        try (PagerFixture fixture = new PagerFixture(config(256).withReadAheadPages(16))) {
            RemoteRegion region = fixture.create(150 * PAGE);
            for (int page = 0; page < 150; page++) {
                region.getByte((long) page * PAGE);
            }
            assertThat(fixture.store().readCalls()).isLessThan(20);
            assertThat(region.stats().faults() + region.stats().pagesAhead()).isEqualTo(150);
        }
    }

    @Test
    void readsNothingAheadForAProgramThatJumps() {
        try (PagerFixture fixture = new PagerFixture(config(256).withReadAheadPages(16))) {
            RemoteRegion region = fixture.create(150 * PAGE);
            // Squares: no two steps are the same.
            for (long i = 0; i < 12; i++) {
                region.getByte(i * i * PAGE);
            }
            assertThat(region.stats().pagesAhead()).isZero();
            assertThat(region.stats().faults()).isEqualTo(12);
        }
    }

    @Test
    void readsAheadForEachOfSeveralThreadsWithStridesOfTheirOwn() throws InterruptedException {
        try (PagerFixture fixture = new PagerFixture(config(2048).withReadAheadPages(16))) {
            RemoteRegion region = fixture.create(1500 * PAGE);
            // Threads in a row have trends of their own; backwards and forwards, and one look in ten elsewhere.
            for (int step : new int[] {3, -2, 1}) {
                Thread reader = new Thread(() -> {
                    for (long i = 0; i < 200; i++) {
                        long page = i % 10 == 9 ? 1499 - i : (step < 0 ? 1000 : 0) + i * step;
                        region.getByte(page * PAGE);
                    }
                });
                reader.start();
                reader.join();
            }
            assertThat(region.stats().pagesAheadUsed()).isGreaterThan(250);
            assertThat(region.stats().pagesAhead() - region.stats().pagesAheadUsed())
                    .isLessThan(100);
        }
    }

    @Test
    void hintsOfAccessDecideWhatIsReadAhead() {
        try (PagerFixture fixture = new PagerFixture(config(256).withReadAheadPages(16))) {
            RemoteRegion region = fixture.create(150 * PAGE);
            region.expect(AccessPattern.RANDOM);
            for (long page = 0; page < 50; page++) {
                region.getByte(page * PAGE);
            }
            assertThat(region.stats().pagesAhead()).isZero();
            region.expect(AccessPattern.SEQUENTIAL);
            region.getByte(100 * PAGE);
            assertThat(region.stats().pagesAhead()).isEqualTo(16);
        }
    }

    @Test
    void aRegionStartsWithThePatternOfItsOptions() {
        try (PagerFixture fixture = new PagerFixture(config(256).withReadAheadPages(16));
                RemoteRegion region = fixture.memory.create(
                        "forwards", 150 * PAGE, RegionOptions.DEFAULT.withPattern(AccessPattern.SEQUENTIAL))) {
            region.getByte(100 * PAGE);
            assertThat(region.stats().pagesAhead()).isEqualTo(16);
        }
    }

    @Test
    void pagesThatAreDoneWithLeaveFirst() {
        try (PagerFixture fixture = new PagerFixture(config(64))) {
            RemoteRegion region = fixture.create(20 * PAGE);
            for (long page = 0; page < 20; page++) {
                region.getByte(page * PAGE);
            }
            region.setByte(15 * PAGE, (byte) 1);
            region.doneWith(10 * PAGE - 1, 10 * PAGE);

            assertThat(region.stats().evictions())
                    .as("pages 10 to 18, and 15 is dirty")
                    .isEqualTo(8);
            assertThat(region.getByte(15 * PAGE)).isOne();
            assertThat(region.stats().faults()).isEqualTo(20);
            region.getByte(12 * PAGE);
            assertThat(region.stats().faults()).isEqualTo(21);
        }
    }

    @Test
    void pagesThatWereReadAheadInVainAreCounted() {
        try (PagerFixture fixture = new PagerFixture(config(256).withReadAheadPages(16))) {
            RemoteRegion region = fixture.create(150 * PAGE);
            region.expect(AccessPattern.SEQUENTIAL);
            region.getByte(0);
            region.getByte(PAGE);
            region.doneWith(0, 150 * PAGE);
            assertThat(region.stats().pagesAheadUsed()).isOne();
            assertThat(region.stats().pagesAheadWasted()).isEqualTo(15);
        }
    }

    @Test
    void prefetchReadsInTheBackgroundAndAnAccessIsAHitThen() {
        try (PagerFixture fixture = new PagerFixture(config(64))) {
            RemoteRegion region = fixture.create(100 * PAGE);
            region.prefetch(10 * PAGE - 1, 10 * PAGE + 2);
            until(() -> region.stats().pagesAhead() == 12);
            for (int page = 9; page < 21; page++) {
                region.getByte((long) page * PAGE);
            }
            assertThat(region.stats().faults()).isZero();
        }
    }

    @Test
    void prefetchOfEverythingDoesNotFillLocalMemoryWithIt() {
        try (PagerFixture fixture = new PagerFixture(config(64))) {
            RemoteRegion region = fixture.create(1000 * PAGE);
            region.prefetch(0, 1000 * PAGE);
            int half = region.stats().frames() / 2;
            until(() -> region.stats().pagesAhead() == half);
        }
    }

    @Test
    void flushesOfManyThreadsAllEnd() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(40 * PAGE);
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                long offset = i * 5L * PAGE;
                all.add(CompletableFuture.runAsync(
                        () -> {
                            for (int round = 0; round < 30; round++) {
                                region.setLong(offset, round + 1);
                                region.flush();
                                assertThat(fixture.provider.page(PagerFixture.NAME, offset / PAGE)[0])
                                        .isEqualTo((byte) (round + 1));
                            }
                        },
                        Thread::startVirtualThread));
            }
            all.forEach(CompletableFuture::join);
            fixture.store().assertNoViolations();
        }
    }
}
