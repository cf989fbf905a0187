package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

class SlotAllocatorTest {
    @Property(tries = 300)
    void behavesLikeASetOfBits(@ForAll @IntRange(min = 1, max = 200) int slotCount, @ForAll long seed) {
        SlotAllocator slots = new SlotAllocator(slotCount);
        BitSet taken = new BitSet();
        Random random = new Random(seed);
        for (int step = 0; step < 600; step++) {
            int slot = random.nextInt(slotCount);
            if (random.nextInt(5) == 0) {
                assertThat(slots.take(slot)).isEqualTo(!taken.get(slot));
                taken.set(slot);
            } else if (random.nextBoolean()) {
                int given = slots.allocate();
                if (taken.cardinality() == slotCount) {
                    assertThat(given).isEqualTo(SlotAllocator.NONE);
                } else {
                    assertThat(given).isBetween(0, slotCount - 1);
                    assertThat(taken.get(given)).as("slot %d was taken", given).isFalse();
                    taken.set(given);
                }
            } else if (taken.get(slot)) {
                slots.free(slot);
                taken.clear(slot);
            }
            assertThat(slots.freeCount()).isEqualTo(slotCount - taken.cardinality());
        }
    }

    @Property(tries = 200)
    void givesEverySlotOnce(@ForAll @IntRange(min = 1, max = 300) int slotCount) {
        SlotAllocator slots = new SlotAllocator(slotCount);
        List<Integer> given = new ArrayList<>();
        for (int i = 0; i < slotCount; i++) {
            given.add(slots.allocate());
        }
        assertThat(given).doesNotHaveDuplicates().allMatch(slot -> slot >= 0 && slot < slotCount);
        assertThat(slots.allocate()).isEqualTo(SlotAllocator.NONE);
    }

    @Test
    void refusesWhatWouldHideABug() {
        SlotAllocator slots = new SlotAllocator(70);
        slots.take(69);

        assertThat(slots.take(69)).isFalse();
        assertThatThrownBy(() -> slots.free(0)).isInstanceOf(IllegalStateException.class);
        assertThatThrownBy(() -> slots.free(70)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> slots.take(-1)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThat(slots.freeCount()).isEqualTo(69);
    }
}
