package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.api.Test;

/** Updating parity after a change of one fragment. */
class CodecUpdateTest {

    @Provide
    Arbitrary<Geometry> geometries() {
        return Kinds.geometries();
    }

    @Property(tries = 150)
    void equalsFullEncodeForAnyChangeOfAnyFragmentOnAllKinds(
            @ForAll("geometries") Geometry geometry,
            @ForAll @IntRange(min = 1, max = 20) int blocks,
            @ForAll long seed) {
        for (Codec codec : Kinds.codecs(geometry)) {
            try (Arena arena = Arena.ofConfined()) {
                Random random = new Random(seed);
                Stripe stripe = Stripe.encoded(codec, 64 * blocks, seed, arena);
                int index = random.nextInt(geometry.data());
                int from = random.nextInt(stripe.fragmentBytes + 1);
                int to = from + random.nextInt(stripe.fragmentBytes - from + 1);
                MemorySegment before = arena.allocate(stripe.fragmentBytes, 64).copyFrom(stripe.fragment(index));
                for (int i = from; i < to; i++) {
                    stripe.fragment(index).set(ValueLayout.JAVA_BYTE, i, (byte) random.nextInt());
                }
                codec.update(
                        index,
                        before,
                        0,
                        stripe.fragment(index),
                        0,
                        stripe.parityArea(),
                        0,
                        stripe.fragmentBytes,
                        from,
                        to);
                byte[] updated = stripe.bytes();
                stripe.encode();
                assertThat(updated).as("%s, bytes %d to %d", codec, from, to).isEqualTo(stripe.bytes());
            }
        }
    }

    @Test
    void refusesWhatIsNotThereBeforeItWrites() {
        try (Arena arena = Arena.ofConfined()) {
            Codec codec = Codec.of(new Geometry(4, 2));
            Stripe stripe = Stripe.encoded(codec, 128, 1, arena);
            byte[] intact = stripe.bytes();
            MemorySegment other = arena.allocate(128, 64);
            MemorySegment parity = stripe.parityArea();
            assertThatThrownBy(() -> codec.update(4, other, 0, other, 0, parity, 0, 128, 0, 128))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> codec.update(0, other, 0, other, 0, parity, 0, 128, 0, 129))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> codec.update(0, other, 64, other, 0, parity, 0, 128, 0, 128))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> codec.update(0, other, 0, parity, 0, parity, 0, 128, 0, 128))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("share memory");
            assertThat(stripe.bytes()).isEqualTo(intact);
        }
    }
}
