package io.farpage.store.aeron;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AeronAddressTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "aeron:127.0.0.1:0",
                "aeron:host-3.example.org:65535",
                "aeron:[::1]:40123",
                "aeron:[fe80::1%eth0]:40123",
                "aeron:ipcs:7",
                "aeron:ipc:1",
                "aeron:ipc:1073741823"
            })
    void readsWhatItWrites(String text) {
        assertThat(AeronAddress.parse(text)).hasToString(text);
        assertThat(AeronAddress.tryParse(text)).isPresent();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "aeron:",
                "127.0.0.1:4000",
                "aeron:127.0.0.1",
                "aeron::4000",
                "aeron:127.0.0.1:65536",
                "aeron:127.0.0.1:-1",
                "aeron:127.0.0.1:99999999999",
                "aeron:127.0.0.1:4000|mtu=9000",
                "aeron:a|term-length=1g:4000",
                "aeron:host_:4000",
                "aeron:[::1:4000",
                "aeron:ipc:0",
                "aeron:ipc:1073741824",
                "aeron:udp?endpoint=localhost:4000"
            })
    void saysWhatIsWrongWithAnythingElse(String text) {
        assertThatThrownBy(() -> AeronAddress.parse(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("'" + text + "' is no Aeron address: ");
        assertThat(AeronAddress.tryParse(text)).isEmpty();
    }
}
