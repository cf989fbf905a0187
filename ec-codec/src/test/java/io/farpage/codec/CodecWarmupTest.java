package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThatCode;

import org.junit.jupiter.api.Test;

class CodecWarmupTest {

    @Test
    void runsForEveryGeometryAndLayout() {
        for (Geometry geometry : new Geometry[] {new Geometry(1, 0), new Geometry(1, 2), new Geometry(10, 4)}) {
            for (Codec codec : Kinds.codecs(geometry)) {
                assertThatCode(() -> CodecWarmup.run(codec, 4096, 2)).doesNotThrowAnyException();
            }
        }
    }
}
