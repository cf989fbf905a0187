package io.farpage.store;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentHeader;
import io.farpage.api.RegionId;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlabLayoutTest {
    @Property
    void hasOneSlotBehindTheOtherWithoutGapsOrOverlaps(
            @ForAll @IntRange(min = 1, max = Integer.MAX_VALUE - 1) int slotCount,
            @ForAll @IntRange(min = 1, max = 1024) int payloadLines) {
        SlabLayout layout = new SlabLayout(slotCount, payloadLines * 64);
        int last = slotCount - 1;

        assertThat(layout.headerAt(0)).isZero();
        assertThat(layout.payloadAt(last)).isEqualTo(layout.headerAt(last) + FragmentHeader.BYTES);
        assertThat(layout.headerAt(last + 1)).isEqualTo(layout.payloadAt(last) + layout.payloadBytes());
        assertThat(layout.lengthBytes()).isEqualTo(layout.headerAt(slotCount));
    }

    @Property
    void takesWhatTheSpecSays(
            @ForAll @IntRange(min = 1) int slotCount, @ForAll @IntRange(min = 1, max = 1024) int payloadLines) {
        SlabSpec spec = new SlabSpec(new SlabGroupId(new RegionId(1), 0), 1, 1, slotCount, payloadLines * 64);
        assertThat(SlabLayout.of(spec).lengthBytes()).isEqualTo(spec.lengthBytes());
    }

    @Test
    void hasOnlyItsSlotsAtTheirLength() {
        SlabLayout layout = new SlabLayout(3, 128);
        assertThat(layout.has(0, 128)).isTrue();
        assertThat(layout.has(2, 128)).isTrue();
        assertThat(layout.has(-1, 128)).isFalse();
        assertThat(layout.has(3, 128)).isFalse();
        assertThat(layout.has(0, 64)).isFalse();
        assertThat(layout.has(0, 192)).isFalse();
    }
}
