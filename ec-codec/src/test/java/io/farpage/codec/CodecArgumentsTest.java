package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What the codec refuses, before it writes anything. */
class CodecArgumentsTest {

    private static final int LENGTH = 128;

    private final Arena arena = Arena.ofConfined();
    private final Codec codec = Codec.of(new Geometry(4, 2), Layout.STANDARD);
    private final MemorySegment data = arena.allocate(4 * LENGTH, 64).fill((byte) 7);
    private final MemorySegment parity = arena.allocate(2 * LENGTH, 64).fill((byte) 9);

    @AfterEach
    void closeArena() {
        arena.close();
    }

    private void assertRefused(Class<? extends Exception> type, String message, ThrowingCallable call) {
        assertThatThrownBy(call).isInstanceOf(type).hasMessageContaining(message);
        assertThat(data.toArray(ValueLayout.JAVA_BYTE)).containsOnly(7);
        assertThat(parity.toArray(ValueLayout.JAVA_BYTE)).containsOnly(9);
    }

    @Test
    void refusesFragmentLengthsThatAreNotPositiveMultiplesOf64() {
        for (int length : new int[] {0, -64, 1, 63, 65, 100}) {
            assertRefused(
                    IllegalArgumentException.class, "multiple of 64", () -> codec.encode(data, 0, parity, 0, length));
        }
    }

    @Test
    void refusesAreasThatDoNotFitTheirSegments() {
        Class<IndexOutOfBoundsException> type = IndexOutOfBoundsException.class;
        assertRefused(type, "data area", () -> codec.encode(data, 64, parity, 0, LENGTH));
        assertRefused(type, "data area", () -> codec.encode(data, -64, parity, 0, LENGTH));
        assertRefused(type, "data area", () -> codec.encode(data, Long.MAX_VALUE, parity, 0, LENGTH));
        assertRefused(type, "parity area", () -> codec.encode(data, 0, parity, 1, LENGTH));
        assertRefused(type, "data area", () -> codec.encode(data, 0, parity, 0, Integer.MAX_VALUE & -64));
        DecodePlan plan = codec.plan(0b1);
        assertRefused(type, "target area", () -> codec.rebuild(plan, 0, data, 0, parity, 0, LENGTH, parity, 192));
    }

    @Test
    void refusesHeapSegments() {
        MemorySegment heap = MemorySegment.ofArray(new long[64]);
        assertRefused(IllegalArgumentException.class, "heap", () -> codec.encode(heap, 0, parity, 0, LENGTH));
        assertRefused(IllegalArgumentException.class, "heap", () -> codec.encode(data, 0, heap, 0, LENGTH));
    }

    @Test
    void refusesReadOnlySegmentsOnlyWhereItWouldWrite() {
        assertRefused(
                IllegalArgumentException.class,
                "read-only",
                () -> codec.encode(data, 0, parity.asReadOnly(), 0, LENGTH));
        DecodePlan plan = codec.plan(0b1);
        assertRefused(
                IllegalArgumentException.class,
                "read-only",
                () -> codec.decode(plan, data.asReadOnly(), 0, parity, 0, LENGTH));
        codec.encode(data.asReadOnly(), 0, parity, 0, LENGTH);
        codec.decode(plan, data, 0, parity.asReadOnly(), 0, LENGTH);
    }

    @Test
    void refusesAreasThatShareMemory() {
        MemorySegment both = arena.allocate(6 * LENGTH, 64);
        codec.encode(both, 0, both, 4 * LENGTH, LENGTH);
        assertRefused(
                IllegalArgumentException.class, "share memory", () -> codec.encode(both, 64, both, 4 * LENGTH, LENGTH));
        assertRefused(
                IllegalArgumentException.class,
                "share memory",
                () -> codec.decode(codec.plan(1), data, 0, data, LENGTH, LENGTH));
    }

    @Test
    void rebuildsIntoAMissingPlaceButNotOverAFragmentThatItReads() {
        codec.encode(data, 0, parity, 0, LENGTH);
        DecodePlan plan = codec.plan(0b100001);
        codec.rebuild(plan, 0, data, 0, parity, 0, LENGTH, data, 0);
        codec.rebuild(plan, 0, data, 0, parity, 0, LENGTH, parity, LENGTH);
        assertThat(data.toArray(ValueLayout.JAVA_BYTE)).containsOnly(7);
        assertThatThrownBy(() -> codec.rebuild(plan, 0, data, 0, parity, 0, LENGTH, parity, 0))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> codec.rebuild(plan, 0, data, 0, parity, 0, LENGTH, data, 64))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void refusesClosedArenasAndOtherThreadsSegments() throws InterruptedException {
        MemorySegment closed;
        try (Arena other = Arena.ofConfined()) {
            closed = other.allocate(4 * LENGTH);
        }
        assertRefused(IllegalStateException.class, "closed", () -> codec.encode(closed, 0, parity, 0, LENGTH));
        Throwable[] thrown = new Throwable[1];
        Thread thread = new Thread(() -> codec.encode(data, 0, parity, 0, LENGTH));
        thread.setUncaughtExceptionHandler((where, what) -> thrown[0] = what);
        thread.start();
        thread.join();
        assertThat(thrown[0]).isInstanceOf(WrongThreadException.class);
    }

    @Test
    void refusesPlansForTooManyOrUnknownFragments() {
        Class<IllegalArgumentException> type = IllegalArgumentException.class;
        assertRefused(type, "[0, 1, 5]", () -> codec.plan(0b100011));
        assertRefused(type, "does not have", () -> codec.plan(0b1000000));
        assertRefused(type, "does not have", () -> codec.plan(Long.MIN_VALUE));
    }

    @Test
    void refusesPlansOfOtherCodecsAndFragmentsThatAreNotMissing() {
        Class<IllegalArgumentException> type = IllegalArgumentException.class;
        DecodePlan other = Codec.of(new Geometry(4, 3), Layout.STANDARD).plan(1);
        assertRefused(type, "another codec", () -> codec.decode(other, data, 0, parity, 0, LENGTH));
        DecodePlan plan = codec.plan(0b10);
        for (int index : new int[] {-1, 0, 2, 5, 64}) {
            assertRefused(type, "not missing", () -> codec.rebuild(plan, index, data, 0, parity, 0, LENGTH, parity, 0));
        }
    }

    @Test
    void handsOutOneCodecAndOnePlanForEachPattern() {
        assertThat(Codec.of(new Geometry(4, 2), Layout.STANDARD)).isSameAs(codec);
        assertThat(codec.plan(0b11)).isSameAs(codec.plan(0b11));
        assertThat(codec.plan(0b11).sourceMask()).isEqualTo(0b111100);
        assertThat(codec.plan(0b010001).sourceMask()).isEqualTo(0b101110);
        assertThat(codec.plan(0).sourceMask()).isEqualTo(0b1111);
        assertThat(codec.plan(0b11).missingMask()).isEqualTo(0b11);
    }
}
