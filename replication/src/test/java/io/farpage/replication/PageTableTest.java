package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.Version;
import io.farpage.replication.PageTable.State;
import org.junit.jupiter.api.Test;

class PageTableTest {
    private static final int SLOTS = 1 << 28;
    private static final int LARGEST_SLOT = SLOTS - 1;

    @Test
    void knowsNothingOfPagesAtFirst() {
        try (PageTable table = new PageTable(3, SLOTS)) {
            for (int page = 0; page < 3; page++) {
                assertThat(table.version(page)).isEqualTo(Version.NONE);
                assertThat(table.slot(page)).isEqualTo(PageTable.NO_SLOT);
                assertThat(table.state(page)).isEqualTo(State.DATA);
            }
        }
    }

    @Test
    void keepsSlotVersionAndStateOfEachPageApart() {
        try (PageTable table = new PageTable(4, SLOTS)) {
            table.set(0, Version.of(1, 1), 0, State.DATA);
            table.set(1, Version.of(Version.MAX_EPOCH, Version.MAX_COUNTER), LARGEST_SLOT, State.TOMBSTONE);
            table.set(2, Version.of(1, 2), LARGEST_SLOT, State.LOST);

            assertThat(table.slot(0)).isZero();
            assertThat(table.state(0)).isEqualTo(State.DATA);
            assertThat(table.version(1)).isEqualTo(Version.of(Version.MAX_EPOCH, Version.MAX_COUNTER));
            assertThat(table.slot(1)).isEqualTo(LARGEST_SLOT);
            assertThat(table.state(1)).isEqualTo(State.TOMBSTONE);
            assertThat(table.slot(2)).isEqualTo(LARGEST_SLOT);
            assertThat(table.state(2)).isEqualTo(State.LOST);
            assertThat(table.slot(3)).isEqualTo(PageTable.NO_SLOT);
        }
    }

    @Test
    void forgetsAStateThatIsReplaced() {
        try (PageTable table = new PageTable(1, SLOTS)) {
            table.set(0, Version.of(1, 1), 7, State.LOST);
            table.set(0, Version.of(2, 1), 8, State.DATA);

            assertThat(table.state(0)).isEqualTo(State.DATA);
            assertThat(table.slot(0)).isEqualTo(8);
        }
    }

    @Test
    void holdsARegionWithoutPages() {
        try (PageTable table = new PageTable(0, SLOTS)) {
            assertThat(table).isNotNull();
        }
    }
}
