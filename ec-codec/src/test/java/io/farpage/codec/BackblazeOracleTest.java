package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import com.backblaze.erasure.ReedSolomon;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The standard layout beside Backblaze JavaReedSolomon, which knows nothing of our code. */
class BackblazeOracleTest {

    @Test
    void parityOfEveryGeometryEqualsTheirs() {
        for (int data = 1; data <= 64; data++) {
            for (int parity = 1; data + parity <= 64; parity++) {
                compareParity(new Geometry(data, parity), 64);
            }
        }
    }

    @Test
    void parityOfPagesEqualsTheirs() {
        for (Geometry geometry : List.of(new Geometry(4, 2), new Geometry(6, 3), new Geometry(10, 4))) {
            compareParity(geometry, geometry.fragmentBytes(4096));
            compareParity(geometry, geometry.fragmentBytes(65536));
        }
    }

    private static void compareParity(Geometry geometry, int fragmentBytes) {
        try (Arena arena = Arena.ofConfined()) {
            Stripe stripe = Stripe.encoded(Codec.of(geometry, Layout.STANDARD), fragmentBytes, 3, arena);
            byte[][] shards = new byte[geometry.total()][fragmentBytes];
            for (int i = 0; i < geometry.data(); i++) {
                shards[i] = stripe.fragment(i).toArray(ValueLayout.JAVA_BYTE);
            }
            ReedSolomon.create(geometry.data(), geometry.parity()).encodeParity(shards, 0, fragmentBytes);
            for (int i = geometry.data(); i < geometry.total(); i++) {
                assertThat(stripe.fragment(i).mismatch(MemorySegment.ofArray(shards[i])))
                        .as("parity fragment %d of %s", i, geometry)
                        .isEqualTo(-1);
            }
        }
    }
}
