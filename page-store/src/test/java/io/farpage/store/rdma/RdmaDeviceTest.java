package io.farpage.store.rdma;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.fake.TestThreads;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledIfEnvironmentVariable;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;

class RdmaDeviceTest {
    private static final Path BRIDGE =
            Path.of(System.getProperty("java.library.path", "")).resolve("libdisni.so");

    /** With the native half its calls are really made, and versions and sizes compared, before the kernel says that there is no device. */
    @Test
    @DisabledIfEnvironmentVariable(named = RdmaHosts.VARIABLE, matches = ".+")
    void saysWhatIsMissing() {
        String missing = Files.exists(BRIDGE) ? "there is no RDMA device" : "this build has no RDMA";
        assertThatThrownBy(RdmaDevice::firstAddress)
                .isInstanceOf(IOException.class)
                .hasMessageContaining(missing);
    }

    @Test
    @DisabledIfEnvironmentVariable(named = RdmaHosts.VARIABLE, matches = ".+")
    void aHostSaysWhatIsMissing() {
        try (TestThreads threads = new TestThreads()) {
            assertThatThrownBy(() -> RdmaServer.open(new RdmaAddress("127.0.0.1", 0, 0), threads))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("RDMA");
        }
    }

    @Test
    @EnabledIfEnvironmentVariable(named = RdmaHosts.VARIABLE, matches = ".+")
    void findsTheDevicesAddress() throws IOException {
        assertThat(RdmaDevice.firstAddress()).isEqualTo(System.getenv(RdmaHosts.VARIABLE));
    }
}
