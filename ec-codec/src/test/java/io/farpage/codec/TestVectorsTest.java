package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The vectors that other implementations check against, which a separate program made. */
class TestVectorsTest {

    static List<String> vectors() throws IOException {
        try (InputStream file =
                Objects.requireNonNull(TestVectorsTest.class.getResourceAsStream("/codec-test-vectors.txt"))) {
            return new String(file.readAllBytes(), StandardCharsets.US_ASCII)
                    .lines()
                    .filter(line -> !line.startsWith("#"))
                    .toList();
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void parityIsThatOfTheVectorOnAllKinds(String line) {
        String[] parts = line.split(" ", -1);
        Layout layout = Layout.valueOf(parts[0]);
        Geometry geometry = new Geometry(Integer.parseInt(parts[1]), Integer.parseInt(parts[2]));
        int fragmentBytes = Integer.parseInt(parts[3]);
        for (Passes passes : Kinds.passes()) {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment data = arena.allocate((long) geometry.data() * fragmentBytes, 64);
                MemorySegment parity = arena.allocate((long) geometry.parity() * fragmentBytes, 64);
                int state = 1;
                for (int place = 0; place < data.byteSize(); place++) {
                    state = state * 1103515245 + 12345 & Integer.MAX_VALUE;
                    data.set(ValueLayout.JAVA_BYTE, place, (byte) (state >> 16));
                }
                new Codec(geometry, layout, passes).encode(data, 0, parity, 0, fragmentBytes);
                assertThat(HexFormat.of().formatHex(parity.toArray(ValueLayout.JAVA_BYTE)))
                        .as("%s", passes)
                        .isEqualTo(parts[4]);
            }
        }
    }
}
