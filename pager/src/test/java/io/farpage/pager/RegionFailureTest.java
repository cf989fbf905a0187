package io.farpage.pager;

import static io.farpage.pager.PagerFixture.PAGE;
import static io.farpage.pager.PagerFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.farpage.api.HostId;
import io.farpage.api.HostRef;
import io.farpage.api.PageLostException;
import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.api.RegionOverloadedException;
import io.farpage.api.fake.FakeBackingStore;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

final class RegionFailureTest {
    private static final PageResult LOST = new PageResult.Lost(3, 77, 2, 4);
    private static final PageResult UNAVAILABLE = new PageResult.Unavailable("3 of 6 hosts do not answer");
    private static final HostRef BUSY_HOST = new HostRef(new HostId(7), 2);
    private static final PageResult OVERLOADED = new PageResult.Overloaded(BUSY_HOST, "host-7#2 has too much to do");
    private static final PagerConfig IMPATIENT = config(16).withRetryTimeout(Duration.ofMillis(20));
    private static final PagerConfig LAZY = config(16).withWriteBackPercent(100);

    @Test
    void aLostPageIsReportedAtEveryAccessAndOthersStayReadable() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failReads(3, LOST);
            for (int i = 0; i < 3; i++) {
                assertLost(() -> region.getLong(3 * PAGE));
                assertLost(() -> region.setLong(3 * PAGE + 8, 1));
                assertLost(() -> region.getLong(3 * PAGE - 4));
                assertLost(() -> region.read(0, MemorySegment.ofArray(new byte[5 * PAGE])));
                assertLost(() -> region.write(3 * PAGE, MemorySegment.ofArray(new byte[PAGE - 1])));
            }
            assertThat(region.getLong(2 * PAGE)).isZero();
            assertThat(region.getLong(4 * PAGE)).isZero();
            region.flush();
            assertThat(region.stats().dirtyPages()).isZero();
        }
    }

    private static void assertLost(ThrowingCallable access) {
        PageLostException lost = (PageLostException) catchThrowable(access);
        assertThat(lost).isInstanceOf(PageLostException.class);
        assertThat(lost.firstPage()).isEqualTo(3);
        assertThat(lost.lastPage()).isEqualTo(3);
        assertThat(lost).hasMessageContaining("page 3 of region 'region' lost: found 2 of 4 fragments of version 77");
    }

    @Test
    void aLostPageIsUsableAgainOnceItIsWrittenWhole() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failReads(3, LOST);
            assertLost(() -> region.getLong(3 * PAGE));
            byte[] bytes = new byte[PAGE];
            bytes[8] = 42;
            region.write(3 * PAGE, MemorySegment.ofArray(bytes));
            assertThat(region.getLong(3 * PAGE + 8)).isEqualTo(42);
            region.flush();
            assertThat(fixture.provider.page(PagerFixture.NAME, 3)).isEqualTo(bytes);
        }
    }

    @Test
    void aWholePageIsWrittenEvenIfItTurnsOutToBeLostWhileTheWriterWaitsForIt() throws InterruptedException {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failReads(3, LOST);
            CountDownLatch reading = fixture.store().blockReads(3);
            CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> region.getLong(3 * PAGE));
            PagerFixture.until(() -> fixture.store().readsOf(3) == 1);
            byte[] bytes = new byte[PAGE];
            bytes[8] = 42;
            Thread writer = Thread.ofPlatform().start(() -> region.write(3 * PAGE, MemorySegment.ofArray(bytes)));
            PagerFixture.until(() -> writer.getState() == Thread.State.TIMED_WAITING);
            reading.countDown();
            writer.join();
            assertThatThrownBy(reader::join).hasCauseInstanceOf(PageLostException.class);
            assertThat(region.getLong(3 * PAGE + 8)).isEqualTo(42);
        }
    }

    @Test
    void aLostPageIsMadeAnewByWhoeverKnowsHow() {
        try (PagerFixture fixture = new PagerFixture(LAZY)) {
            RemoteRegion region = fixture.create(64 * PAGE);
            fixture.store().failReads(3, LOST);
            region.onLoss((offset, page) -> {
                page.set(ValueLayout.JAVA_LONG, 0, offset + region.getLong(0));
                return offset == 3 * PAGE;
            });
            region.setLong(0, 5);
            region.setLong(3 * PAGE + 8, 7);
            assertThat(region.stats().dirtyPages()).isEqualTo(2);
            assertThat(region.getLong(3 * PAGE)).isEqualTo(3 * PAGE + 5);

            fixture.store().heal();
            region.flush();
            assertThat(region.stats().dirtyPages()).isZero();
            region.doneWith(0, 64 * PAGE);
            assertThat(region.getLong(3 * PAGE)).isEqualTo(3 * PAGE + 5);
            assertThat(region.getLong(3 * PAGE + 8)).isEqualTo(7);
        }
    }

    @Test
    void aLostPageThatNobodyKnowsIsReportedAndOnlyTheHandlersOwnErrorTakesItsPlace() {
        try (PagerFixture fixture = new PagerFixture(8)) {
            RemoteRegion region = fixture.create(64 * PAGE);
            fixture.store().failReads(3, LOST);
            region.onLoss((offset, page) -> false);
            assertLost(() -> region.getLong(3 * PAGE));
            region.onLoss((offset, page) -> {
                throw new UnsupportedOperationException("no idea");
            });
            assertThatThrownBy(() -> region.setLong(3 * PAGE, 1)).hasMessage("no idea");
            region.onLoss(null);
            assertLost(() -> region.getLong(3 * PAGE));
            assertThat(region.stats().dirtyPages()).isZero();
            assertThat(region.stats().residentPages()).isZero();
        }
    }

    @Test
    void aLostPageIsUsableAgainOnceItIsTrimmed() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failReads(3, LOST);
            region.trim(3 * PAGE, PAGE);
            assertThat(region.getLong(3 * PAGE)).isZero();
        }
    }

    @Test
    void readsWaitUntilTheStoreIsAvailableAgain() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failReads(2, UNAVAILABLE);
            CompletableFuture<Long> value = CompletableFuture.supplyAsync(() -> region.getLong(2 * PAGE));
            PagerFixture.until(() -> fixture.store().readsOf(2) > 2);
            assertThat(value).isNotDone();
            fixture.store().heal();
            assertThat(value.join()).isZero();
        }
    }

    @Test
    void readsGiveUpAndSayWhyAndCanBeTriedAgain() {
        try (PagerFixture fixture = new PagerFixture(IMPATIENT)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failAll(UNAVAILABLE);
            assertThatThrownBy(() -> region.getLong(2 * PAGE))
                    .isExactlyInstanceOf(RegionException.class)
                    .hasMessageContaining("cannot read page 2 of region 'region' within 20 ms")
                    .hasMessageContaining("3 of 6 hosts do not answer");
            fixture.store().heal();
            assertThat(region.getLong(2 * PAGE)).isZero();
        }
    }

    @Test
    void flushSaysWhyItCannotAndTheBytesStayDirtyUntilItCan() {
        try (PagerFixture fixture = new PagerFixture(IMPATIENT)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failWrites(1, UNAVAILABLE);
            region.setLong(PAGE, 1);
            assertThatThrownBy(region::flush)
                    .isExactlyInstanceOf(RegionException.class)
                    .hasMessageContaining("cannot make region 'region' durable within 20 ms: 1 pages")
                    .hasMessageContaining("3 of 6 hosts do not answer");
            assertThat(region.getLong(PAGE)).isEqualTo(1);
            assertThat(region.stats().dirtyPages()).isEqualTo(1);
            assertThat(region.stats().failedWriteBacks()).isPositive();
            fixture.store().heal();
            region.flush();
            assertThat(region.stats().dirtyPages()).isZero();
            assertThat(fixture.provider.page(PagerFixture.NAME, 1)[0]).isEqualTo((byte) 1);
        }
    }

    @Test
    void dirtyPagesAreBoundedAndWritersAreToldWhyTheyCannotGoOn() {
        try (PagerFixture fixture = new PagerFixture(IMPATIENT.withDirtyLimitPercent(50))) {
            RemoteRegion region = fixture.create(100 * PAGE);
            fixture.store().failAll(UNAVAILABLE);
            int limit = region.stats().frames() / 2;
            byte[] page = new byte[PAGE];
            for (int i = 0; i < limit; i++) {
                page[0] = (byte) (i + 1);
                region.write((long) i * PAGE, MemorySegment.ofArray(page));
            }
            PagerFixture.until(() -> region.stats().failedWriteBacks() > 0);
            assertThatThrownBy(() -> region.write((long) limit * PAGE, MemorySegment.ofArray(page)))
                    .isExactlyInstanceOf(RegionException.class)
                    .hasMessageContaining("cannot write to region 'region': " + limit + " pages are dirty")
                    .hasMessageContaining("3 of 6 hosts do not answer");
            assertThat(region.stats().dirtyPages()).isEqualTo(limit);
            region.setLong(8, 5);
            fixture.store().heal();
            region.flush();
            region.write((long) limit * PAGE, MemorySegment.ofArray(page));
            region.flush();
            for (int i = 0; i < limit; i++) {
                assertThat(fixture.provider.page(PagerFixture.NAME, i)[0]).isEqualTo((byte) (i + 1));
            }
        }
    }

    @Test
    void saysWhichHostIsOverloadedWhenPatienceEndsAndKeepsThePages() {
        try (PagerFixture fixture = new PagerFixture(IMPATIENT.withWriteBackPercent(100))) {
            RemoteRegion region = fixture.create(100 * PAGE);
            region.setLong(0, 5);
            fixture.store().failAll(OVERLOADED);

            assertOverloaded(region::flush);
            assertOverloaded(() -> region.getLong(3 * PAGE));
            assertOverloaded(() -> region.trim(4 * PAGE, PAGE));
            assertOverloaded(() -> region.write(0, MemorySegment.ofArray(new byte[100 * PAGE])));

            fixture.store().heal();
            region.flush();
            assertThat(region.getLong(3 * PAGE)).isZero();
            assertThat(region.stats().dirtyPages()).isZero();
        }
    }

    private static void assertOverloaded(ThrowingCallable access) {
        assertThat(catchThrowable(access))
                .isInstanceOfSatisfying(
                        RegionOverloadedException.class,
                        e -> assertThat(e.host()).isEqualTo(BUSY_HOST))
                .hasMessageContaining("region 'region'")
                .hasMessageContaining("host-7#2 has too much to do");
    }

    @Test
    void waitsForOverloadedHosts() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failReads(3, OVERLOADED);
            CompletableFuture<Long> reader = CompletableFuture.supplyAsync(() -> region.getLong(3 * PAGE));
            PagerFixture.until(() -> fixture.store().readsOf(3) > 3);
            assertThat(reader).isNotDone();
            fixture.store().heal();
            assertThat(reader.join()).isZero();
        }
    }

    @Test
    void writersWaitWhileTheStoreIsUnavailable() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(100 * PAGE);
            fixture.store().failAll(UNAVAILABLE);
            CompletableFuture<Void> writer =
                    CompletableFuture.runAsync(() -> region.write(0, MemorySegment.ofArray(new byte[100 * PAGE])));
            PagerFixture.until(() -> region.stats().failedWriteBacks() > 20);
            assertThat(writer).isNotDone();
            fixture.store().heal();
            writer.join();
        }
    }

    @Test
    void afterATakeoverEverythingFailsAndNothingOldIsStored() {
        try (PagerFixture fixture = new PagerFixture(LAZY)) {
            RemoteRegion old = fixture.create(10 * PAGE);
            old.setLong(0, 1);
            old.flush();
            old.setLong(0, 2);
            fixture.provider.expireLease(PagerFixture.NAME);
            RemoteRegion young = fixture.memory.attach(PagerFixture.NAME);
            assertThat(young.getLong(0)).isEqualTo(1);
            young.setLong(0, 3);
            young.flush();
            assertFenced(old::flush);
            assertFenced(() -> old.getLong(5 * PAGE));
            // What is in local memory may be old by now, so it goes too.
            PagerFixture.until(() -> old.stats().residentPages() == 0);
            assertFenced(() -> old.getLong(0));
            assertFenced(() -> old.setLong(0, 4));
            assertFenced(() -> old.write(0, MemorySegment.ofArray(new byte[PAGE])));
            assertFenced(old::flush);
            assertFenced(() -> old.trim(0, PAGE));
            assertFenced(old::close);
            assertThat(young.getLong(0)).isEqualTo(3);
            assertThat(fixture.provider.page(PagerFixture.NAME, 0)[0]).isEqualTo((byte) 3);
        }
    }

    private static void assertFenced(ThrowingCallable access) {
        assertThatThrownBy(access)
                .isInstanceOf(RegionFencedException.class)
                .hasMessageContaining("'region' was taken over: it is at epoch 2, this owner at 1");
    }

    @Test
    void aFencedRegionWithNothingToLoseClosesQuietly() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion old = fixture.create(10 * PAGE);
            fixture.provider.expireLease(PagerFixture.NAME);
            fixture.memory.attach(PagerFixture.NAME);
            assertFenced(() -> old.getLong(0));
            old.close();
        }
    }

    @Test
    void closingSaysWhatCouldNotBeStored() {
        try (PagerFixture fixture = new PagerFixture(IMPATIENT)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failWrites(1, UNAVAILABLE);
            region.setLong(PAGE, 1);
            region.setLong(2 * PAGE, 1);
            assertThatThrownBy(region::close)
                    .isExactlyInstanceOf(RegionException.class)
                    .hasMessageContaining("region 'region' was closed and what 1 pages held")
                    .hasMessageContaining("3 of 6 hosts do not answer");
            region.close();
            assertThat(fixture.provider.page(PagerFixture.NAME, 2)[0]).isEqualTo((byte) 1);
        }
    }

    @Test
    void trimSaysWhyItCannotAndKeepsTheBytes() {
        try (PagerFixture fixture = new PagerFixture(IMPATIENT)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            fixture.store().failWrites(1, UNAVAILABLE);
            region.setLong(PAGE, 1);
            assertThatThrownBy(() -> region.trim(PAGE, PAGE))
                    .isExactlyInstanceOf(RegionException.class)
                    .hasMessageContaining("cannot trim page 1 of region 'region'");
            assertThat(region.getLong(PAGE)).isEqualTo(1);
            fixture.store().heal();
            region.flush();
            assertThat(fixture.provider.page(PagerFixture.NAME, 1)[0]).isEqualTo((byte) 1);
        }
    }

    @Test
    void readAheadThatFailsHurtsNobodyUntilThePageIsNeeded() {
        try (PagerFixture fixture = new PagerFixture(config(64).withReadAheadPages(8))) {
            RemoteRegion region = fixture.create(40 * PAGE);
            FakeBackingStore store = fixture.store();
            store.failReads(3, LOST);
            region.expect(AccessPattern.SEQUENTIAL);
            for (int page = 0; page < 3; page++) {
                assertThat(region.getLong((long) page * PAGE)).isZero();
            }
            assertThat(region.stats().pagesAhead()).isPositive();
            assertLost(() -> region.getLong(3 * PAGE));
            for (int page = 4; page < 40; page++) {
                assertThat(region.getLong((long) page * PAGE)).isZero();
            }
        }
    }
}
