package io.farpage.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadmeExampleTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void doesWhatTheReadmeSays(@TempDir Path directory) {
        assertThat(ReadmeExample.run(directory)).isEqualTo(1_000_000_000_000L);
    }

    @Test
    void standsInTheReadmeToTheLetter() throws IOException {
        String source = Files.readString(ROOT.resolve("server/src/test/java/io/farpage/server/ReadmeExample.java"));
        String example = source.substring(source.indexOf("// begin\n") + 9, source.indexOf("        // end"));
        String inReadme = example.lines()
                .map(line -> line.isEmpty() ? line : line.substring(8))
                .collect(Collectors.joining("\n"));
        assertThat(Files.readString(ROOT.resolve("README.md"))).contains(inReadme);
    }
}
