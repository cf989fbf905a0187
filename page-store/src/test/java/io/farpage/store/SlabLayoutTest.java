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
    void standsWithoutGapsOrOverlapsOnAlignedAddresses(
            @ForAll @IntRange(min = 1) int slotCount, @ForAll @IntRange(min = 1, max = 1024) int payloadLines) {
        SlabLayout layout = new SlabLayout(slotCount, payloadLines * 64);
        int last = slotCount - 1;

        assertThat(layout.headerAt(0)).isZero();
        assertThat(layout.headerAt(last) + FragmentHeader.BYTES).isEqualTo(layout.headersBytes());
        assertThat(layout.payloadAt(0)).isBetween(layout.headersBytes(), layout.headersBytes() + 63);
        assertThat(layout.payloadAt(0) % 64).isZero();
        assertThat(layout.payloadAt(last) % 64).isZero();
        assertThat(layout.payloadAt(last) + layout.payloadBytes()).isEqualTo(layout.lengthBytes());
        assertThat(layout.payloadAt(last) - layout.payloadAt(0)).isEqualTo((long) last * layout.payloadBytes());
    }

    @Property
    void takesWhatTheSpecSaysAndAtMostALineMore(
            @ForAll @IntRange(min = 1) int slotCount, @ForAll @IntRange(min = 1, max = 1024) int payloadLines) {
        SlabSpec spec = new SlabSpec(new SlabGroupId(new RegionId(1), 0), 1, 1, slotCount, payloadLines * 64);
        assertThat(SlabLayout.of(spec).lengthBytes()).isBetween(spec.lengthBytes(), spec.lengthBytes() + 63);
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
