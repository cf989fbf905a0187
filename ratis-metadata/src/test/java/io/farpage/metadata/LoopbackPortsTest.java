package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

final class LoopbackPortsTest {
    @Test
    void areDifferentAndNoneThatTheKernelGivesToConnections() throws IOException {
        String[] given = Files.readAllLines(Path.of("/proc/sys/net/ipv4/ip_local_port_range"))
                .getFirst()
                .split("\\s+", -1);
        List<Integer> ports = LoopbackPorts.find(200);
        assertThat(ports).hasSize(200).doesNotHaveDuplicates();
        assertThat(ports)
                .allMatch(port -> port < Integer.parseInt(given[0]) || port > Integer.parseInt(given[1]))
                .allMatch(port -> port >= 10_000 && port < 65_536);
    }
}
