package io.farpage.server.demo;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farpage.server.cli.Command;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DemoVerbTest {
    @TempDir
    private Path directory;

    @Test
    void survivesTwoRoundsOfKills() throws IOException {
        JsonNode report = demo(0, "--input", input(8 << 20).toString());

        assertThat(report.get("wrongPages").asLong()).isZero();
        assertThat(report.get("lostPages").asLong()).isZero();
        assertThat(report.get("hostsKilled").asInt()).isEqualTo(4);
        assertThat(report.get("degradedReads").asLong()).isPositive();
        assertThat(report.get("repairedFragments").asLong()).isPositive();
        assertThat(report.get("sha256Matches").asBoolean()).isTrue();
        assertThat(report.get("pages").asLong())
                .isGreaterThanOrEqualTo(4 * report.get("localPages").asLong());
    }

    @Test
    void survivesKillsOfRealProcessesAndLeavesNoneBehind() throws IOException {
        JsonNode report = demo(
                0,
                "--processes",
                "--data",
                "2",
                "--parity",
                "1",
                "--input",
                input(8 << 20).toString());

        // No read need be degraded: what a dead host shared can be read for as long as the program has it mapped.
        assertThat(report.get("hostsKilled").asInt()).isEqualTo(2);
        assertThat(report.get("repairedFragments").asLong()).isPositive();
        assertThat(report.get("sha256Matches").asBoolean()).isTrue();
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 4097})
    void takesFilesOfAnyLength(int lengthBytes) throws IOException {
        JsonNode report = demo(0, "--input", input(lengthBytes).toString());

        assertThat(report.get("bytes").asInt()).isEqualTo(lengthBytes);
        assertThat(report.get("sha256Matches").asBoolean()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({"2, 1, 5, 1", "1, 2, 7, 2", "8, 3, 14, 3", "3, 0, 4, 0"})
    void takesOtherGeometries(String data, String parity, String hosts, String kill) throws IOException {
        JsonNode report = demo(
                0,
                "--input",
                input(1 << 20).toString(),
                "--data",
                data,
                "--parity",
                parity,
                "--hosts",
                hosts,
                "--kill",
                kill);

        assertThat(report.get("sha256Matches").asBoolean()).isTrue();
    }

    @Tag("slow") // They are waited for.
    @Test
    void reportsLostPagesWhenMoreHostsDieThanTheRegionSurvives() throws IOException {
        Command demo = Command.run("demo", "--json", "--input", input(4 << 20).toString(), "--kill", "3")
                .exits(1);

        JsonNode report = demo.json();
        assertThat(report.get("wrongPages").asLong()).isZero();
        assertThat(report.get("lostPages").asLong()).isPositive();
        assertThat(demo.err()).contains("pages are lost: 3 hosts died at once");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "--data 0",
                "--data x",
                "--parity -1",
                "--parity 64",
                "--hosts 5",
                "--hosts 6 --kill 2",
                "--hosts 1001",
                "--kill -1",
                "--input /does/not/exist",
                "--input /tmp",
                "--nonsense"
            })
    void refusesBadInputInOneLineWithExitCodeTwo(String arguments) {
        Command demo = Command.run(("demo " + arguments).split(" ")).exits(2);

        assertThat(demo.err()).startsWith("farpage: ").containsOnlyOnce("\n");
        assertThat(demo.out()).isEmpty();
    }

    private JsonNode demo(int exitCode, String... arguments) throws IOException {
        String[] all =
                Stream.concat(Stream.of("demo", "--json"), Stream.of(arguments)).toArray(String[]::new);
        return Command.run(all).exits(exitCode).json();
    }

    private Path input(int lengthBytes) throws IOException {
        byte[] bytes = new byte[lengthBytes];
        new Random(lengthBytes).nextBytes(bytes);
        return Files.write(directory.resolve("in"), bytes);
    }
}
