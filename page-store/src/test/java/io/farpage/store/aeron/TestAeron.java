package io.farpage.store.aeron;

/** Configurations that suit tests: small buffers, and time-outs that a busy machine keeps. */
final class TestAeron {
    private TestAeron() {}

    static MediaConfig media() {
        return MediaConfig.defaults().withTermBytes(1 << 16);
    }

    static AeronConfig config() {
        return AeronConfig.defaults().withTimeouts(2_000_000_000L, 200_000_000, 1_000_000_000, 10_000_000_000L);
    }
}
