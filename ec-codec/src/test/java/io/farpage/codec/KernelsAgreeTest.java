package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

/** All kinds of passes write the same bytes, for any geometry, length and erasure pattern. */
class KernelsAgreeTest {

    @Provide
    Arbitrary<Geometry> geometries() {
        return Kinds.geometries();
    }

    @Property(tries = 150)
    void anyPatternDecodesTheSameOnAllKinds(
            @ForAll("geometries") Geometry geometry,
            @ForAll @IntRange(min = 1, max = 40) int blocks,
            @ForAll long seed) {
        long missing = CodecPropertiesTest.missing(geometry, new Random(seed));
        for (Layout layout : Layout.values()) {
            if (layout.offers(geometry)) {
                List<byte[]> results = Kinds.passes().stream()
                        .map(passes -> roundTrip(new Codec(geometry, layout, passes), 64 * blocks, missing, seed))
                        .toList();
                IntStream.range(1, results.size())
                        .forEach(i -> assertThat(results.get(i))
                                .as(
                                        "%s %s, %s",
                                        geometry, layout, Kinds.passes().get(i))
                                .isEqualTo(results.get(0)));
            }
        }
    }

    /** Encodes, loses, decodes and rebuilds a stripe, which must be as before; gives its bytes. */
    private static byte[] roundTrip(Codec codec, int fragmentBytes, long missing, long seed) {
        try (Arena arena = Arena.ofConfined()) {
            Stripe stripe = Stripe.encoded(codec, fragmentBytes, seed, arena);
            byte[] intact = stripe.bytes();
            stripe.destroy(missing);
            stripe.decode(missing);
            long lostParity = missing & ~codec.geometry().dataMask();
            for (int index : Bits.positions(lostParity)) {
                stripe.rebuild(missing, index, stripe.fragment(index));
            }
            assertThat(stripe.bytes()).isEqualTo(intact);
            return intact;
        }
    }
}
