package io.farpage.store;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.Crc32c;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.FragmentOp.Kind;
import io.farpage.api.RegionId;
import io.farpage.api.SlabGroupId;
import io.farpage.api.SlabSpec;
import io.farpage.api.Threads;
import io.farpage.api.Version;
import io.farpage.api.contract.TestClient;
import io.farpage.api.fake.TestThreads;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SlotMemoryTest {
    private static final SlabSpec SPEC = new SlabSpec(new SlabGroupId(new RegionId(1), 0), 1, 1, 4, 128);

    private final Arena arena = Arena.ofAuto();
    private final SlabLayout layout = SlabLayout.of(SPEC);
    private final MemorySegment memory = arena.allocate(layout.lengthBytes(), 64);
    private final SlotMemory slots = new SlotMemory(memory, layout);
    private final FragmentOp op = new FragmentOp(arena.allocate(FragmentHeader.BYTES));

    @Test
    void knowsTheVersionOfASlotOnlyByAnIntactHeader() {
        assertThat(slots.version(1)).isEqualTo(Version.NONE);
        slots.store(write(1, arena.allocate(128)));
        assertThat(slots.version(1)).isEqualTo(Version.of(1, 5));
        assertThat(slots.version(0)).isEqualTo(Version.NONE);

        long at = layout.headerAt(1) + 20;
        memory.set(JAVA_BYTE, at, (byte) (memory.get(JAVA_BYTE, at) ^ 1));

        assertThat(slots.version(1)).isEqualTo(Version.NONE);
    }

    @Test
    void showsNoIntactHeaderWhenAStoreDiesInTheMiddle() {
        slots.store(write(1, arena.allocate(128)));
        op.complete(FragmentOp.Status.OK);
        try (Arena vanishing = Arena.ofConfined()) {
            write(1, vanishing.allocate(128));
        }

        assertThatThrownBy(() -> slots.store(op)).isInstanceOf(IllegalStateException.class);

        assertThat(slots.version(1)).isEqualTo(Version.NONE);
        assertThat(slots.isAlive()).isTrue();
    }

    @Test
    void takesOverOnlySoundSlotsFromAMemoryThatIsBeingWritten() {
        // Large enough that every copy meets stores in the middle.
        SlabSpec large = new SlabSpec(SPEC.group(), 1, 1, 64, 16 << 10);
        SlabLayout largeLayout = SlabLayout.of(large);
        SlotMemory from = new SlotMemory(arena.allocate(largeLayout.lengthBytes(), 64), largeLayout);
        SlotMemory copy = new SlotMemory(arena.allocate(largeLayout.lengthBytes(), 64), largeLayout);
        AtomicLong written = new AtomicLong();
        try (TestThreads threads = new TestThreads()) {
            threads.start("writer", stop -> writeRoundAndRound(from, large, written, stop));
            assertThat(threads.await(() -> written.get() >= large.slotCount(), 30_000_000_000L))
                    .isTrue();
            MemorySegment payload = arena.allocate(large.payloadBytes());
            int sound = 0;
            for (int i = 0; i < 300; i++) {
                copy.takeOver(from);
                for (int slot = 0; slot < large.slotCount(); slot++) {
                    copy.read(op.read(1, slot, payload, 0, large.payloadBytes()));
                    op.complete(FragmentOp.Status.OK);
                    if (FragmentHeader.isIntact(op.header(), 0)) {
                        assertThat(Crc32c.of(payload, 0, large.payloadBytes()))
                                .isEqualTo(FragmentHeader.payloadCrc(op.header(), 0));
                        sound++;
                    }
                }
            }
            assertThat(sound).isPositive();
        }
        copy.takeOver(from);
        for (int slot = 0; slot < large.slotCount(); slot++) {
            assertThat(copy.version(slot)).isPositive().isEqualTo(from.version(slot));
        }
    }

    @Test
    void aHeaderIsIntactAgainOnlyWhenAllOfItIsNew() {
        // Small, so that most of a store is its header.
        SlabSpec small = new SlabSpec(SPEC.group(), 1, 1, 1, 128);
        SlabLayout smallLayout = SlabLayout.of(small);
        SlotMemory from = new SlotMemory(arena.allocate(smallLayout.lengthBytes(), 64), smallLayout);
        SlotMemory copy = new SlotMemory(arena.allocate(smallLayout.lengthBytes(), 64), smallLayout);
        AtomicLong written = new AtomicLong();
        MemorySegment payload = arena.allocate(small.payloadBytes());
        try (TestThreads threads = new TestThreads()) {
            threads.start("writer", stop -> writeRoundAndRound(from, small, written, stop));
            for (int i = 0; i < 2_000_000; i++) {
                copy.takeOver(from);
                copy.read(op.read(1, 0, payload, 0, small.payloadBytes()));
                op.complete(FragmentOp.Status.OK);
                if (FragmentHeader.isIntact(op.header(), 0)) {
                    assertThat(Crc32c.of(payload, 0, small.payloadBytes()) == FragmentHeader.payloadCrc(op.header(), 0))
                            .isTrue();
                }
            }
        }
        assertThat(written.get()).isPositive();
    }

    private void writeRoundAndRound(SlotMemory to, SlabSpec spec, AtomicLong written, Threads.Stop stop) {
        FragmentOp write = new FragmentOp(arena.allocate(FragmentHeader.BYTES));
        MemorySegment payload = arena.allocate(spec.payloadBytes());
        while (!stop.requested()) {
            long counter = written.get() + 1;
            int slot = (int) (counter % spec.slotCount());
            TestClient.fill(write.header(), payload, 0, spec, counter, Version.of(1, counter), 1);
            to.store(write.write(Kind.WRITE, 1, slot, 1, 1, payload, 0, spec.payloadBytes()));
            write.complete(FragmentOp.Status.OK);
            written.set(counter);
        }
    }

    @Test
    void findsCallersBugsBeforeAnyHarmIsDone() {
        FragmentOp broken = write(0, arena.allocate(128));
        broken.header().set(JAVA_BYTE, 9, (byte) 77);
        assertThatIllegalArgumentException().isThrownBy(() -> SlotMemory.check(broken));
        broken.complete(FragmentOp.Status.CANCELLED);
        for (long at : new long[] {1, -1, Long.MAX_VALUE}) {
            op.read(1, 0, arena.allocate(128), at, 128);
            assertThatThrownBy(() -> SlotMemory.check(op)).isInstanceOf(IndexOutOfBoundsException.class);
            op.complete(FragmentOp.Status.CANCELLED);
        }
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new SlotMemory(memory.asSlice(0, layout.lengthBytes() - 1), layout));
    }

    private FragmentOp write(int slot, MemorySegment payload) {
        TestClient.fill(op.header(), payload, 0, SPEC, 3, Version.of(1, 5), 1);
        return op.write(Kind.WRITE, 1, slot, 1, 1, payload, 0, 128);
    }
}
