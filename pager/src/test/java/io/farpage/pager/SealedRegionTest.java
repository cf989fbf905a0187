package io.farpage.pager;

import static io.farpage.pager.PagerFixture.NAME;
import static io.farpage.pager.PagerFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.PageResult;
import io.farpage.api.RegionException;
import io.farpage.api.RegionSealedException;
import java.lang.foreign.MemorySegment;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class SealedRegionTest {
    private static final int PAGES = 64;

    @Test
    void sealingStoresAllThatWasWrittenAndManyReadersReadIt() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion owner = fixture.memory.create(NAME, PAGES * PAGE, RegionOptions.DEFAULT.incomplete());
            for (long page = 0; page < PAGES; page++) {
                owner.setLong(page * PAGE, page + 1);
            }

            owner.seal();
            owner.seal();

            assertThat(fixture.memory.regions()).singleElement().satisfies(region -> {
                assertThat(region.sealed()).isTrue();
                assertThat(region.complete()).isTrue();
            });
            RemoteRegion one = fixture.memory.openSealed(NAME);
            RemoteRegion other = fixture.memory.openSealed(NAME, 1 << 20);
            for (RemoteRegion region : List.of(owner, one, other)) {
                for (long page = 0; page < PAGES; page++) {
                    assertThat(region.getLong(page * PAGE)).isEqualTo(page + 1);
                }
                region.flush();
                region.complete();
            }
            owner.close();
            assertThat(one.getLong(PAGE)).isEqualTo(2);
        }
    }

    @Test
    void everyKindOfWriteIsRefusedAndChangesNothing() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion owner = fixture.create(4 * PAGE);
            owner.setLong(0, 7);
            assertThat(owner.getLong(0)).isEqualTo(7);
            owner.seal();
            for (RemoteRegion region : List.of(owner, fixture.memory.openSealed(NAME))) {
                refuses(() -> region.setByte(0, (byte) 1));
                refuses(() -> region.setLong(0, 1));
                refuses(() -> region.setLong(PAGE - 4, 1));
                refuses(() -> region.write(0, MemorySegment.ofArray(new byte[8])));
                refuses(() -> region.write(0, MemorySegment.ofArray(new byte[2 * PAGE])));
                refuses(() -> region.trim(0, 8));
                refuses(() -> region.trim(0, PAGE));
                assertThat(region.getLong(0)).isEqualTo(7);
                assertThat(region.stats().dirtyPages()).isZero();
                region.close();
            }
            assertThat(fixture.stored(8)[0]).isEqualTo((byte) 7);
        }
    }

    private static void refuses(Runnable write) {
        assertThatThrownBy(write::run)
                .isInstanceOf(RegionSealedException.class)
                .hasMessageContaining("region '" + NAME + "' is sealed");
    }

    @Test
    void onlySealedRegionsAreOpenedSealedAndOnlyOthersAttached() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(PAGE);
            assertThatThrownBy(() -> fixture.memory.openSealed(NAME))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("is not sealed");
            region.seal();
            region.close();
            assertThatThrownBy(() -> fixture.memory.attach(NAME)).isInstanceOf(RegionSealedException.class);
            fixture.memory.delete(NAME);
            assertThat(fixture.memory.regions()).isEmpty();
        }
    }

    @Test
    void whenNotAllCanBeStoredTheRegionIsNotSealedAndWritesGoOn() {
        try (PagerFixture fixture = new PagerFixture(PagerFixture.config(16).withRetryTimeout(Duration.ofMillis(10)))) {
            RemoteRegion region = fixture.create(4 * PAGE);
            fixture.store().failWrites(2, new PageResult.Unavailable("no hosts"));
            region.setLong(2 * PAGE, 5);

            assertThatThrownBy(region::seal).isInstanceOf(RegionException.class).hasMessageContaining("no hosts");

            region.setLong(2 * PAGE, 6);
            fixture.store().heal();
            region.seal();
            assertThat(fixture.provider.page(NAME, 2)[0]).isEqualTo((byte) 6);
        }
    }

    @Test
    void nothingIsWrittenOnceTheStoreWasAskedToSealAndSealingAgainSucceeds() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(4 * PAGE);
            region.setLong(0, 5);
            region.flush();
            fixture.store().failAll(new PageResult.Unavailable("no directory"));
            assertThatThrownBy(region::seal).hasMessageContaining("no directory");
            refuses(() -> region.setLong(0, 6));
            fixture.store().heal();

            region.seal();

            assertThat(fixture.memory.openSealed(NAME).getLong(0)).isEqualTo(5);
        }
    }

    @Test
    void writesOfOtherThreadsAreInTheSealedRegionOrFail() {
        int writers = 4;
        try (PagerFixture fixture = new PagerFixture(60);
                ExecutorService executor = Executors.newFixedThreadPool(writers)) {
            RemoteRegion region = fixture.create(PAGES * PAGE);
            AtomicLong[] last = new AtomicLong[writers];
            List<CompletableFuture<Void>> all = new ArrayList<>();
            for (int writer = 0; writer < writers; writer++) {
                AtomicLong written = new AtomicLong();
                last[writer] = written;
                long page = writer * 9L;
                all.add(CompletableFuture.runAsync(
                        () -> {
                            while (true) {
                                long next = written.get() + 1;
                                region.setLong((page + next % 9) * PAGE, next);
                                written.set(next);
                            }
                        },
                        executor));
            }
            for (AtomicLong written : last) {
                PagerFixture.until(() -> written.get() > 200);
            }

            region.seal();

            for (CompletableFuture<Void> writer : all) {
                assertThatThrownBy(writer::join).hasCauseInstanceOf(RegionSealedException.class);
            }
            fixture.store().assertNoViolations();
            RemoteRegion reader = fixture.memory.openSealed(NAME);
            for (int writer = 0; writer < writers; writer++) {
                for (long stamp = last[writer].get(); stamp > last[writer].get() - 9; stamp--) {
                    assertThat(reader.getLong((writer * 9L + stamp % 9) * PAGE)).isEqualTo(stamp);
                }
            }
        }
    }
}
