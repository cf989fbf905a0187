package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farpage.api.LatencyClass;
import io.farpage.metadata.LoopbackPorts;
import io.farpage.server.cli.Command;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Starting and stopping, also what is half dead or cannot start. */
class LocalClusterTest {
    @TempDir
    private Path directory;

    @Test
    void stopEndsEveryProcessAndLeavesNothingAlsoAfterSomeHaveCrashed() throws IOException {
        Path root = directory.resolve("c");
        JsonNode started = Command.run(
                        "cluster", "start", "--dir", root.toString(), "--hosts", "3", "--metadata", "1", "--json")
                .exits(0)
                .json();
        Path slabs = Path.of("/dev/shm/farpage-"
                + Settings.read(Path.of(started.get("config").asText()), ClusterSettings.class)
                        .clusterId());
        assertThat(slabs).isDirectory();
        List<Long> pids = Stream.of("hosts", "metadata")
                .flatMap(kind -> started.get(kind).findValues("pid").stream())
                .map(JsonNode::asLong)
                .toList();
        assertThat(pids)
                .hasSize(4)
                .allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isPresent());
        assertThat(Command.run("cluster", "start", "--dir", root.toString())
                        .exits(2)
                        .err())
                .contains("a cluster was started in");
        ProcessHandle crashed = ProcessHandle.of(pids.getFirst()).orElseThrow();
        crashed.destroyForcibly();
        crashed.onExit().join();

        Command.run("cluster", "stop", "--dir", root.toString()).exits(0);

        assertThat(pids).allSatisfy(pid -> assertThat(ProcessHandle.of(pid)).isEmpty());
        assertThat(root).doesNotExist();
        assertThat(slabs).doesNotExist();
        assertThat(Command.run("cluster", "stop", "--dir", root.toString())
                        .exits(2)
                        .err())
                .contains("no cluster was started in");
    }

    @Test
    void aMetadataPeerWhosePortIsTakenSaysSo() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Path own = Files.writeString(
                    directory.resolve("m.yaml"), "id: a\ndirectory: %s\n".formatted(directory.resolve("m")));

            String said = Command.run(
                            "metadata", "--cluster", cluster(taken.getLocalPort()), "--config", own.toString())
                    .exits(2)
                    .err();

            assertThat(said).startsWith("farpage: ").contains(Integer.toString(taken.getLocalPort()));
        }
    }

    @Test
    void anAddressForMetricsThatIsTakenIsRefused() throws IOException {
        try (ServerSocket taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            Path own = Files.writeString(
                    directory.resolve("m.yaml"),
                    "id: a\ndirectory: %s\nhttp: 127.0.0.1:%d\n"
                            .formatted(directory.resolve("m"), taken.getLocalPort()));

            String said = Command.run(
                            "metadata",
                            "--cluster",
                            cluster(LoopbackPorts.find(1).getFirst()),
                            "--config",
                            own.toString())
                    .exits(2)
                    .err();

            assertThat(said).startsWith("farpage: http: cannot listen at");
        }
    }

    @Test
    void aDirectoryForSlabsThatCannotBeUsedIsRefused() throws IOException {
        Path file = Files.writeString(directory.resolve("file"), "");
        Path own = Files.writeString(directory.resolve("h.yaml"), "id: 0\nshmDirectory: %s/x\n".formatted(file));

        String said = Command.run("host", "--cluster", cluster(1), "--config", own.toString())
                .exits(2)
                .err();

        assertThat(said).startsWith("farpage: host-0 cannot share memory in");
    }

    @Test
    void anAddressForAeronThatCannotBeUsedIsRefused() throws IOException {
        for (String address : new String[] {"0.0.0.0", "not a name", "192.0.2.1"}) {
            Path own = Files.writeString(
                    directory.resolve("h.yaml"), "id: 0\ntransport: aeron\naeronHost: '%s'\n".formatted(address));

            String said = Command.run("host", "--cluster", cluster(1), "--config", own.toString())
                    .exits(2)
                    .err();

            assertThat(said).startsWith("farpage: ").contains(address).contains("aeronHost");
        }
    }

    @Test
    void whatAKilledHostLeavesOfItsMediaDriverGoesWithTheCluster() throws IOException {
        RunningCluster cluster = new RunningCluster(directory.resolve("c"), 1, 1, TransportKind.AERON);
        try (ClusterClient client = cluster.client()) {
            assertThat(client.memory().latency()).isEqualTo(LatencyClass.MESSAGES);
        }
        String mark = "-" + cluster.host(0).pid() + "-";
        assertThat(inSharedMemory(mark)).hasSize(1);
        ClusterProcesses.kill(cluster.host(0));

        cluster.close();

        assertThat(inSharedMemory(mark)).isEmpty();
    }

    private static List<Path> inSharedMemory(String mark) throws IOException {
        try (Stream<Path> all = Files.list(Path.of("/dev/shm"))) {
            return all.filter(path -> path.getFileName().toString().startsWith("aeron-farpage-")
                            && path.toString().contains(mark))
                    .toList();
        }
    }

    private String cluster(int port) throws IOException {
        return Files.writeString(directory.resolve("cluster.yaml"), """
                        clusterId: 5f0c6d0e-9d1f-4a55-8d4c-0f3b0c7f2b11
                        metadata:
                          - id: a
                            host: 127.0.0.1
                            port: %d
                        """.formatted(port))
                .toString();
    }
}
