package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class CodecPropertiesTest {

    @Provide
    Arbitrary<Geometry> geometries() {
        return Kinds.geometries();
    }

    @Property(tries = 300)
    void anyGeometryLengthAndErasurePatternGivesTheDataBack(
            @ForAll("geometries") Geometry geometry,
            @ForAll @IntRange(min = 1, max = 40) int blocks,
            @ForAll long seed) {
        try (Arena arena = Arena.ofConfined()) {
            Codec codec = Codec.of(geometry);
            Stripe stripe = Stripe.encoded(codec, 64 * blocks, seed, arena);
            byte[] intact = stripe.bytes();
            long missing = missing(geometry, new Random(seed));
            stripe.destroy(missing);
            stripe.decode(missing);
            for (int index : Bits.positions(missing & ~geometry.dataMask())) {
                stripe.rebuild(missing, index, stripe.fragment(index));
            }
            assertThat(stripe.bytes()).isEqualTo(intact);
        }
    }

    @Property(tries = 200)
    void parityIsLinear(@ForAll("geometries") Geometry geometry, @ForAll long seed) {
        try (Arena arena = Arena.ofConfined()) {
            Codec codec = Codec.of(geometry);
            Stripe a = Stripe.encoded(codec, 64, seed, arena);
            Stripe b = Stripe.encoded(codec, 64, seed + 1, arena);
            byte[] parityOfSum = xor(a.parityArea(), b.parityArea());
            MemorySegment.copy(
                    MemorySegment.ofArray(xor(a.dataArea(), b.dataArea())),
                    0,
                    a.dataArea(),
                    0,
                    a.dataArea().byteSize());
            a.encode();
            assertThat(a.parityArea().mismatch(MemorySegment.ofArray(parityOfSum)))
                    .isEqualTo(-1);
        }
    }

    private static byte[] xor(MemorySegment a, MemorySegment b) {
        byte[] sum = a.toArray(java.lang.foreign.ValueLayout.JAVA_BYTE);
        for (int i = 0; i < sum.length; i++) {
            sum[i] ^= b.get(java.lang.foreign.ValueLayout.JAVA_BYTE, i);
        }
        return sum;
    }

    /** A random mask of at most m missing fragments. */
    static long missing(Geometry geometry, Random random) {
        int count = random.nextInt(geometry.parity() + 1);
        long mask = 0;
        while (Long.bitCount(mask) < count) {
            mask |= 1L << random.nextInt(geometry.total());
        }
        return mask;
    }
}
