package io.farpage.store.rdma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class RdmaAddressTest {
    @Test
    void readsWhatItWrites() {
        RdmaAddress address = new RdmaAddress("10.0.0.7", 1, 65_535);
        assertThat(RdmaAddress.parse(address.toString())).isEqualTo(address);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "rdma:",
                "rdma:10.0.0.7",
                "rdma:10.0.0.7:1",
                "rdma:10.0.0.7:1:65536",
                "rdma:name:1:2",
                "aeron:10.0.0.7:1:2",
                "rdma:10.0.0.7:1:2:3"
            })
    void saysWhatIsNoAddress(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> RdmaAddress.parse(text))
                .withMessageContaining("'");
    }
}
