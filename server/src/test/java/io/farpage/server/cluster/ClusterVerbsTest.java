package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.farpage.api.RegionSealedException;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cli.Command;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.metrics.MetricsClient;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The verbs of a cluster, as a user types them, on one cluster of real processes that is well. */
class ClusterVerbsTest {
    /** Metrics of programs, and those of hosts on the other transport. */
    private static final String ELSEWHERE = "\\| `farpage_(region|aeron)_.*";

    @TempDir
    private static Path directory;

    private static RunningCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = new RunningCluster(directory.resolve("c"), 6, 3);
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4095, 4097, 3_000_001})
    void whatIsPutIsGot(int lengthBytes) throws IOException {
        Path in = input(lengthBytes);
        Path back = directory.resolve("back");

        JsonNode put = verb("put", in.toString(), "file-" + lengthBytes, "--json")
                .exits(0)
                .json();
        JsonNode got = verb("get", "file-" + lengthBytes, back.toString(), "--json")
                .exits(0)
                .json();

        assertThat(back).hasSameBinaryContentAs(in);
        assertThat(put.get("bytes").asInt()).isEqualTo(lengthBytes);
        assertThat(put.get("pages").asInt()).isEqualTo((lengthBytes + 4095) / 4096);
        assertThat(got.get("sha256")).isEqualTo(put.get("sha256"));
        assertThat(got.get("degradedReads").asLong()).isZero();
    }

    @Test
    void standardInputAndOutputWillDo() throws IOException {
        byte[] bytes = Files.readAllBytes(input(10_000));
        InputStream realIn = System.in;
        try {
            System.setIn(new ByteArrayInputStream(bytes));
            verb("put", "-", "piped", "--data", "2", "--parity", "2").exits(0);
        } finally {
            System.setIn(realIn);
        }
        assertThat(verb("get", "piped", "-").exits(0).out()).isEqualTo(bytes);
    }

    @Test
    void saysHowEverythingIs() throws IOException {
        verb("put", input(5000).toString(), "shown").exits(0);

        JsonNode status = verb("status", "--json").exits(0).json();

        assertThat(status.get("hosts")).hasSize(6).allSatisfy(host -> {
            assertThat(host.get("state").asText()).isEqualTo("ALIVE");
            assertThat(host.get("capacityBytes").asLong()).isEqualTo(64L << 20);
        });
        assertThat(status.get("repair").get("fragmentsLeft").asLong()).isZero();
        JsonNode region =
                verb("region", "show", "shown", "--json").exits(0).json().get(0);
        assertThat(region.get("bytes").asLong()).isEqualTo(5000);
        assertThat(region.get("tolerates").asInt()).isEqualTo(2);
        assertThat(region.get("complete").asBoolean()).isTrue();
        assertThat(verb("top", "--count", "1").exits(0).text()).contains("shown", "nothing to repair");
        assertThat(verb("region", "list").exits(0).text()).contains("shown");
    }

    @Test
    void whatIsSealedIsReadByManyAndStaysWhatItIs() throws IOException {
        Path in = input(3_000_000);
        verb("put", in.toString(), "frozen").exits(0);

        verb("region", "seal", "frozen").exits(0);
        verb("region", "seal", "frozen").exits(0);

        JsonNode region =
                verb("region", "show", "frozen", "--json").exits(0).json().get(0);
        assertThat(region.get("sealed").asBoolean()).isTrue();
        assertThat(region.get("owner").asText()).isEmpty();
        assertThat(verb("status").exits(0).text()).contains("2 more losses; sealed");
        Path back = directory.resolve("frozen");
        try (ClusterClient one = cluster.client();
                RemoteRegion reader = one.memory().openSealed("frozen")) {
            verb("get", "frozen", back.toString()).exits(0);
            assertThat(reader.getByte(0)).isEqualTo(Files.readAllBytes(in)[0]);
            assertThatThrownBy(() -> reader.setByte(0, (byte) 1)).isInstanceOf(RegionSealedException.class);
            assertThatThrownBy(() -> one.memory().attach("frozen")).isInstanceOf(RegionSealedException.class);
        }
        assertThat(back).hasSameBinaryContentAs(in);
        verb("region", "delete", "frozen").exits(0);
        assertThat(verb("region", "seal", "frozen").exits(2).err()).contains("there is no region 'frozen'");
    }

    @Test
    void whatIsIncompleteIsNotSealed() throws IOException {
        try (ClusterClient client = cluster.client()) {
            client.memory()
                    .create("half", 5000, RegionOptions.DEFAULT.incomplete())
                    .close();
        }
        assertThat(verb("region", "seal", "half").exits(2).err()).contains("'half' is incomplete");
        verb("region", "delete", "half").exits(0);
    }

    @Test
    void whatOneProcessClosesAnotherAttachesAtOnce() {
        try (ClusterClient one = cluster.client();
                ClusterClient other = cluster.client()) {
            for (long round = 1; round <= 3; round++) {
                ClusterClient next = round % 2 == 0 ? other : one;
                try (RemoteRegion region = round == 1
                        ? next.memory().create("handed-over", 40_000, RegionOptions.DEFAULT)
                        : next.memory().attach("handed-over")) {
                    assertThat(region.getLong(8192)).isEqualTo(round - 1);
                    region.setLong(8192, round);
                }
            }
        }
    }

    @Test
    void whatIsDeletedIsGone() throws IOException {
        verb("put", input(5000).toString(), "gone").exits(0);

        verb("region", "delete", "gone").exits(0);

        assertThat(verb("region", "show", "gone").exits(2).err()).contains("there is no region 'gone'");
        assertThat(verb("get", "gone", "-").exits(1).err()).contains("there is no region 'gone'");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "put /does/not/exist r",
                "put /tmp r",
                "put /dev/null bad*name",
                "put /dev/null r --data 0",
                "put /dev/null r --data 4 --parity 61",
                "top --interval 0",
                "region show nobody",
                "region"
            })
    void refusesBadInputInOneLineWithExitCodeTwo(String arguments) {
        Command command = verb(arguments.split(" ")).exits(2);

        assertThat(command.err()).startsWith("farpage: ").containsOnlyOnce("\n");
        assertThat(command.out()).isEmpty();
    }

    @Test
    void aRegionThatTheHostsCannotHoldIsRefusedAndNothingIsLeft() throws IOException {
        Path large = directory.resolve("large");
        try (var file = new RandomAccessFile(large.toFile(), "rw")) {
            file.setLength(1L << 30);
        }
        assertThat(verb("put", large.toString(), "large").exits(1).err())
                .startsWith("farpage: ")
                .containsOnlyOnce("\n");
        assertThat(verb("region", "list").exits(0).text()).doesNotContain("large");
    }

    @Test
    void aConfigurationThatMakesNoSenseIsRefused() throws IOException {
        String good = Files.readString(Path.of(cluster.started.config()));
        Path unknown = Files.writeString(directory.resolve("unknown.yaml"), good + "leaseMS: 5\n");
        Path missing = Files.writeString(directory.resolve("missing.yaml"), good.replaceAll("clusterId.*\n", ""));
        Path wrong = Files.writeString(directory.resolve("wrong.yaml"), good.replaceAll("leaseMs.*", "leaseMs: 5"));

        assertThat(status(unknown)).contains("unknown key 'leaseMS'; did you mean 'leaseMs'?");
        assertThat(status(missing)).contains("clusterId: this key is missing");
        assertThat(status(wrong)).contains("leaseMs: 5 is not in 100..3600000");
        assertThat(status(directory.resolve("none.yaml"))).contains("does not exist");
    }

    private static String status(Path config) {
        return Command.run("status", "--config", config.toString()).exits(2).err();
    }

    @Test
    void everyProcessShowsTheMetricsThatAreDocumentedAndIsHealthy() throws IOException {
        Set<String> shown = new TreeSet<>();
        for (Running each : Stream.concat(cluster.started.hosts().stream(), cluster.peers().stream())
                .toList()) {
            MetricsClient.get(each.http(), "/metrics")
                    .lines()
                    .filter(line -> line.startsWith("# TYPE farpage_"))
                    .map(line -> line.replaceFirst("# TYPE (\\S+) .*", "$1"))
                    .forEach(shown::add);
            // A metadata peer does not while its group elects a leader, which it may do at any time.
            RunningCluster.until(
                    each.id() + " serves",
                    () -> MetricsClient.get(each.http(), "/health").contains("\"serves\" : true"));
        }
        String documented = Files.readString(Path.of("../docs/metrics.md"));
        Set<String> inDocs = documented
                .lines()
                .filter(line -> line.startsWith("| `farpage_") && !line.matches(ELSEWHERE))
                .map(line -> line.replaceFirst("\\| `([^`]+)`.*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));
        assertThat(shown).isEqualTo(inDocs);
    }

    private static Command verb(String... arguments) {
        String[] all = Stream.concat(Stream.of(arguments), Stream.of("--config", cluster.started.config()))
                .toArray(String[]::new);
        return Command.run(all);
    }

    private static Path input(int lengthBytes) throws IOException {
        byte[] bytes = new byte[lengthBytes];
        new Random(lengthBytes).nextBytes(bytes);
        return Files.write(directory.resolve("in"), bytes);
    }
}
