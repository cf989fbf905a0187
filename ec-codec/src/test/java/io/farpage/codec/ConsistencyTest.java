package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.codec.Consistency.Consistent;
import io.farpage.codec.Consistency.Inconsistent;
import io.farpage.codec.Consistency.OneBad;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Finding what is bad in a stripe without checksums. */
class ConsistencyTest {

    private static final int LENGTH = 576;

    @Provide
    Arbitrary<Geometry> geometries() {
        return Kinds.geometries();
    }

    static List<Codec> codecs() {
        return Kinds.USUAL.stream()
                .flatMap(geometry -> Kinds.codecs(geometry).stream())
                .toList();
    }

    private static Consistency check(Stripe stripe, Arena arena) {
        MemorySegment scratch = arena.allocate(stripe.parityArea().byteSize(), 64);
        return stripe.codec.check(stripe.dataArea(), 0, stripe.parityArea(), 0, stripe.fragmentBytes, scratch, 0);
    }

    private static void flip(Stripe stripe, int index, Random random, int bits) {
        for (int i = 0; i < bits; i++) {
            int place = random.nextInt(stripe.fragmentBytes);
            MemorySegment fragment = stripe.fragment(index);
            byte flipped = (byte) (fragment.get(ValueLayout.JAVA_BYTE, place) ^ 1 << random.nextInt(8));
            fragment.set(ValueLayout.JAVA_BYTE, place, flipped);
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void findsEachFragmentThatIsBadInOneBitOrAllOver(Codec codec) {
        for (int bits : new int[] {1, 1001}) {
            for (int index = 0; index < codec.geometry().total(); index++) {
                try (Arena arena = Arena.ofConfined()) {
                    Stripe stripe = Stripe.encoded(codec, LENGTH, index, arena);
                    assertThat(check(stripe, arena)).isEqualTo(new Consistent());
                    flip(stripe, index, new Random(index), bits);
                    byte[] bad = stripe.bytes();
                    assertThat(check(stripe, arena))
                            .as("%s, fragment %d", codec, index)
                            .isEqualTo(codec.geometry().parity() < 2 ? new Inconsistent() : new OneBad(index));
                    assertThat(stripe.bytes()).isEqualTo(bad);
                }
            }
        }
    }

    @Property(tries = 200)
    void neverTakesTwoBadFragmentsForOneIfThereAreThreeParityFragments(
            @ForAll("geometries") Geometry geometry, @ForAll long seed) {
        if (geometry.parity() < 3) {
            return;
        }
        try (Arena arena = Arena.ofConfined()) {
            Random random = new Random(seed);
            Stripe stripe = Stripe.encoded(Codec.of(geometry), LENGTH, seed, arena);
            int first = random.nextInt(geometry.total());
            int second = (first + 1 + random.nextInt(geometry.total() - 1)) % geometry.total();
            flip(stripe, first, random, 1);
            flip(stripe, second, random, 1);
            assertThat(check(stripe, arena)).isEqualTo(new Inconsistent());
        }
    }
}
