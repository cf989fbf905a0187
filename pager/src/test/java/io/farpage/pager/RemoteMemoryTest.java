package io.farpage.pager;

import static io.farpage.pager.PagerFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.LatencyClass;
import io.farpage.api.PageResult;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.RegionInfo;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RemoteMemoryTest {
    @Test
    void createsListsAttachesAndDeletesRegions() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RegionOptions options = RegionOptions.DEFAULT
                    .withRedundancy(Redundancy.copies(3))
                    .withPageBytes(16384)
                    .withLocalBytes(1 << 20);
            try (RemoteRegion region = fixture.memory.create("a", 100_000, options)) {
                region.setLong(99_992, 7);
                assertThat(region.spec().redundancy()).isEqualTo(Redundancy.copies(3));
                assertThat(region.spec().pageBytes()).isEqualTo(16384);
                assertThat(region.stats().frames()).isEqualTo(7);
                assertThat(region.tolerates()).isEqualTo(2);
            }
            assertThat(fixture.memory.regions())
                    .extracting(info -> info.spec().name())
                    .containsExactly("a");
            try (RemoteRegion region = fixture.memory.attach("a", 1 << 20)) {
                assertThat(region.getLong(99_992)).isEqualTo(7);
                assertThat(region.stats().store().pagesRead()).isEqualTo(1);
            }
            fixture.memory.delete("a");
            assertThat(fixture.memory.regions()).isEmpty();
            assertThatThrownBy(() -> fixture.memory.attach("a")).isInstanceOf(RegionException.class);
        }
    }

    @Test
    void aRegionWhoseHostsAreTooFarAwayIsRefusedAndLeavesNothingBehind() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            assertThat(fixture.memory.latency()).isEqualTo(LatencyClass.ONE_SIDED);
            RegionOptions near = RegionOptions.DEFAULT.withLatency(LatencyClass.MEMORY);
            assertThatThrownBy(() -> fixture.memory.create("a", 10 * PAGE, near))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("region 'a' is to be within MEMORY")
                    .hasMessageContaining("ONE_SIDED");
            assertThat(fixture.memory.regions()).isEmpty();
            fixture.memory
                    .create("a", 10 * PAGE, RegionOptions.DEFAULT.withLatency(LatencyClass.ONE_SIDED))
                    .close();
        }
    }

    @Test
    void aRegionIsKnownAsIncompleteUntilItIsCompletedAndThenAllOfItIsStored() {
        try (PagerFixture fixture = new PagerFixture(16);
                RemoteRegion region = fixture.memory.create("a", 10 * PAGE, RegionOptions.DEFAULT.incomplete())) {
            region.setLong(3 * PAGE, 7);
            assertThat(fixture.memory.regions()).singleElement().returns(false, RegionInfo::complete);
            region.complete();
            assertThat(fixture.memory.regions()).singleElement().returns(true, RegionInfo::complete);
            assertThat(fixture.provider.page("a", 3)[0]).isEqualTo((byte) 7);
        }
    }

    @Test
    void tooLittleLocalMemoryIsRefusedWithTheNumbersAndLeavesNothingBehind() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RegionOptions options = RegionOptions.DEFAULT.withLocalBytes(8L * (PAGE + 64) - 1);
            assertThatThrownBy(() -> fixture.memory.create("small", 10 * PAGE, options))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("local memory of 33279 bytes for region 'small'")
                    .hasMessageContaining("33280")
                    .hasMessageContaining("a frame takes 4160 bytes");
            assertThat(fixture.memory.regions()).isEmpty();
        }
    }

    @Test
    void tooMuchLocalMemoryIsRefusedAndLeavesNothingBehind() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RegionOptions options = RegionOptions.DEFAULT.withLocalBytes((1L << 40) + 1);
            assertThatThrownBy(() -> fixture.memory.create("big", 10 * PAGE, options))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("is not from");
            assertThat(fixture.memory.regions()).isEmpty();
        }
    }

    @Test
    void regionsWithMorePagesThanATableHoldsAreRefused() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            assertThatThrownBy(() -> fixture.memory.create("huge", 1L << 44, RegionOptions.DEFAULT))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("region 'huge' has 4294967296 pages")
                    .hasMessageContaining("choose larger pages");
            assertThat(fixture.memory.regions()).isEmpty();
        }
    }

    @Test
    void attachingWithTooLittleMemoryGivesTheRegionBack() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            fixture.create(10 * PAGE).close();
            assertThatThrownBy(() -> fixture.memory.attach(PagerFixture.NAME, 1))
                    .isInstanceOf(RegionException.class);
            fixture.memory.attach(PagerFixture.NAME);
        }
    }

    @Test
    void closingClosesAllRegionsAndReportsWhatCouldNotBeStored() {
        PagerConfig config = PagerFixture.config(16).withRetryTimeout(Duration.ofMillis(10));
        PagerFixture fixture = new PagerFixture(config);
        RemoteRegion a = fixture.memory.create("a", PAGE, RegionOptions.DEFAULT);
        RemoteRegion b = fixture.memory.create("b", PAGE, RegionOptions.DEFAULT);
        fixture.provider.store("a").failWrites(0, new PageResult.Unavailable("no hosts"));
        a.setLong(0, 1);
        b.setLong(0, 2);
        assertThatThrownBy(fixture.memory::close)
                .isInstanceOf(RegionException.class)
                .hasMessageContaining("'a'")
                .hasMessageContaining("no hosts");
        assertThat(fixture.provider.page("b", 0)[0]).isEqualTo((byte) 2);
        assertThatThrownBy(() -> b.getLong(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> fixture.memory.attach("b")).isInstanceOf(IllegalStateException.class);
        fixture.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 2, 3, 4, 5, 6})
    void configurationsThatMakeNoSenseAreRefused(int which) {
        assertThatThrownBy(() -> {
                    PagerConfig d = PagerConfig.DEFAULT;
                    switch (which) {
                        case 0 -> d.withLocalBytes(0);
                        case 1 -> d.withWriteBackPercent(101);
                        case 2 -> d.withDirtyLimitPercent(0);
                        case 3 -> d.withBatchPages(0);
                        case 4 -> d.withReadAheadPages(-1);
                        case 5 -> d.withRetryTimeout(Duration.ofMillis(-1));
                        default -> RegionOptions.DEFAULT.withLocalBytes(-1);
                    }
                })
                .isInstanceOf(IllegalArgumentException.class);
    }
}
