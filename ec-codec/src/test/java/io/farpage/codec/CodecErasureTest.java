package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Every erasure pattern of the usual geometries, in both layouts, on all kinds of passes. */
class CodecErasureTest {

    static List<Codec> codecs() {
        List<Codec> codecs = new ArrayList<>();
        Kinds.USUAL.forEach(geometry -> codecs.addAll(Kinds.codecs(geometry)));
        codecs.addAll(Kinds.codecs(new Geometry(1, 0)));
        codecs.addAll(Kinds.codecs(new Geometry(1, 2)));
        return codecs;
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void givesBackDataAfterEveryErasurePattern(Codec codec) {
        try (Arena arena = Arena.ofConfined()) {
            Stripe stripe = Stripe.encoded(codec, 576, 1, arena);
            byte[] intact = stripe.bytes();
            for (long missing : patterns(codec.geometry())) {
                stripe.destroy(missing);
                byte[] broken = stripe.bytes();
                stripe.decode(missing);
                stripe.destroy(missing & ~codec.geometry().dataMask());
                assertThat(stripe.bytes())
                        .as("%s without %s", codec, Bits.describe(missing))
                        .isEqualTo(intact);
                stripe.restore(broken);
                assertThat(stripe.bytes()).isEqualTo(broken);
                stripe.restore(intact);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("codecs")
    void rebuildsEachMissingFragmentOfEveryErasurePattern(Codec codec) {
        try (Arena arena = Arena.ofConfined()) {
            Stripe intact = Stripe.encoded(codec, 576, 2, arena);
            Stripe broken = Stripe.encoded(codec, 576, 2, arena);
            MemorySegment target = arena.allocate(576, 64);
            for (long missing : patterns(codec.geometry())) {
                broken.destroy(missing);
                for (int index : Bits.positions(missing)) {
                    broken.rebuild(missing, index, target);
                    assertThat(target.mismatch(intact.fragment(index)))
                            .as("%s without %s, fragment %d", codec, Bits.describe(missing), index)
                            .isEqualTo(-1);
                }
                broken.restore(intact.bytes());
            }
        }
    }

    /** All masks of at most m missing fragments. */
    static long[] patterns(Geometry geometry) {
        return LongStream.rangeClosed(0, geometry.allMask())
                .filter(mask -> Long.bitCount(mask) <= geometry.parity())
                .toArray();
    }
}
