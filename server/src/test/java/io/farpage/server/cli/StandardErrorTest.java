package io.farpage.server.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The launcher hands over its standard error as descriptor 3; the JVM's own says what no user needs. */
class StandardErrorTest {
    private static final String SCRIPT = "echo before >&2; exec 3>&2; \"$@\" 2>/dev/null; echo after >&2";

    @Test
    void whatIsSaidStandsBetweenWhatTheShellSaysInTheSameFile(@TempDir Path directory) throws Exception {
        Path log = directory.resolve("log");
        Process shell = new ProcessBuilder(
                        "bash",
                        "-c",
                        SCRIPT,
                        "bash",
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "--add-opens=java.base/java.io=ALL-UNNAMED",
                        "-Dfarpage.stderr=3",
                        "-cp",
                        System.getProperty("java.class.path"),
                        Main.class.getName(),
                        "nonsense")
                .redirectError(log.toFile())
                .start();

        assertThat(shell.waitFor(1, TimeUnit.MINUTES)).isTrue();
        List<String> lines = Files.readAllLines(log);
        assertThat(lines).hasSize(3).startsWith("before").endsWith("after");
        assertThat(lines.get(1)).startsWith("farpage: ").contains("nonsense");
    }
}
