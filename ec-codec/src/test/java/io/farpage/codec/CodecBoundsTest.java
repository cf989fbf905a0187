package io.farpage.codec;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Kernels work with raw addresses; nothing but what the caller gave them to fill may change. */
class CodecBoundsTest {
    private static final int GUARD_BYTES = 4096;
    private static final int[] FRAGMENT_BYTES = {64, 128, 192, 448, 512, 576, 704, 1024, 1088, 4096, 8192 + 64};
    private static final int PATTERNS = 40;

    @ParameterizedTest
    @CsvSource({"1, 1", "2, 1", "4, 2", "6, 3", "8, 2", "8, 3", "10, 4", "21, 4", "5, 0", "12, 6"})
    void touchesNothingBesideTheFragmentsThatItFills(int data, int parity) {
        Geometry geometry = new Geometry(data, parity);
        for (Layout layout : Layout.values()) {
            for (int fragmentBytes : layout.offers(geometry) ? FRAGMENT_BYTES : new int[0]) {
                Kinds.passes().forEach(passes -> check(new Codec(geometry, layout, passes), passes, fragmentBytes));
            }
        }
    }

    private static void check(Codec codec, Passes passes, int fragmentBytes) {
        Random random = new Random(fragmentBytes);
        int data = codec.geometry().data();
        int total = codec.geometry().total();
        long dataAt = GUARD_BYTES;
        long parityAt = dataAt + (long) data * fragmentBytes + GUARD_BYTES;
        long targetAt = parityAt + (long) (total - data) * fragmentBytes + GUARD_BYTES;
        long lengthBytes = targetAt + fragmentBytes + GUARD_BYTES;
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment all = arena.allocate(lengthBytes, 64);
            for (long i = 0; i < lengthBytes; i++) {
                all.set(JAVA_BYTE, i, (byte) random.nextInt());
            }
            byte[] before = all.toArray(JAVA_BYTE);
            codec.encode(all, dataAt, all, parityAt, fragmentBytes);
            all.asSlice(parityAt, targetAt - GUARD_BYTES - parityAt)
                    .asByteBuffer()
                    .get(before, (int) parityAt, (int) (targetAt - GUARD_BYTES - parityAt));
            assertThat(all.toArray(JAVA_BYTE))
                    .as("encode %s on %s, %d bytes", codec, passes, fragmentBytes)
                    .isEqualTo(before);

            for (int n = 0; n < PATTERNS && total > data; n++) {
                long missing = 0;
                while (Long.bitCount(missing) < 1 + n % (total - data)) {
                    missing |= 1L << random.nextInt(total);
                }
                DecodePlan plan = codec.plan(missing);
                for (int i = 0; i < data; i++) {
                    if ((missing & 1L << i) != 0) {
                        all.asSlice(dataAt + (long) i * fragmentBytes, fragmentBytes)
                                .fill((byte) 0x5a);
                    }
                }
                codec.decode(plan, all, dataAt, all, parityAt, fragmentBytes);
                assertThat(all.toArray(JAVA_BYTE))
                        .as(
                                "decode %s without %s on %s, %d bytes",
                                codec, Bits.describe(missing), passes, fragmentBytes)
                        .isEqualTo(before);

                int index = Long.numberOfTrailingZeros(missing);
                codec.rebuild(plan, index, all, dataAt, all, parityAt, fragmentBytes, all, targetAt);
                long from = index < data
                        ? dataAt + (long) index * fragmentBytes
                        : parityAt + (long) (index - data) * fragmentBytes;
                System.arraycopy(before, (int) from, before, (int) targetAt, fragmentBytes);
                assertThat(all.toArray(JAVA_BYTE))
                        .as("rebuild %d of %s without %s on %s", index, codec, Bits.describe(missing), passes)
                        .isEqualTo(before);
            }
        }
    }
}
