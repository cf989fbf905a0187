package io.farpage.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.server.cli.UsageException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** Whatever is in a configuration file, it is settings or refused with a message that names the file. */
class SettingsFuzzTest {
    private static final String CLUSTER = """
            clusterId: 2f1f1d0e-5a43-4c58-9a39-6a1f6f3f7c11
            metadata:
              - { id: meta-1, host: 127.0.0.1, port: 9460 }
              - { id: meta-2, host: 127.0.0.1, port: 9461 }
            placement: coding-sets
            repairMiBps: 100
            """;
    private static final String HOST = """
            id: 3
            lendMiB: 64
            failureDomain: rack-1
            transport: aeron
            aeronHost: 10.0.0.7
            aeronPort: 9500
            http: 127.0.0.1:9100
            """;
    private static final List<String> PIECES = List.of(
            "\0",
            "\uFEFF",
            "{",
            "}",
            "[",
            "]",
            ":",
            "- ",
            "'",
            "\"",
            "&a ",
            "*a",
            "!!java.lang.Runtime ",
            "\n",
            "\t",
            "---\n",
            "null",
            "-1",
            "99999999999999999999",
            "1e999",
            "true",
            "~",
            "<<: ",
            "%YAML 9",
            "|",
            ">",
            "\u2028",
            "\uD83D\uDE00");

    private static final Path FILE = temporaryFile();

    private static Path temporaryFile() {
        try {
            Path file = Files.createTempFile("settings", ".yaml");
            file.toFile().deleteOnExit();
            return file;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Provide
    Arbitrary<Class<?>> kinds() {
        return Arbitraries.of(ClusterSettings.class, HostSettings.class, MetadataSettings.class);
    }

    @Property(tries = 3000)
    void filesThatWereGoodOnce(@ForAll("kinds") Class<?> kind, @ForAll boolean cluster, @ForAll long seed)
            throws IOException {
        Random random = new Random(seed);
        StringBuilder text = new StringBuilder(cluster ? CLUSTER : HOST);
        for (int change = random.nextInt(6); change >= 0; change--) {
            int at = random.nextInt(text.length() + 1);
            switch (random.nextInt(3)) {
                case 0 -> text.insert(at, PIECES.get(random.nextInt(PIECES.size())));
                case 1 -> text.delete(at, Math.min(text.length(), at + random.nextInt(20)));
                default -> text.replace(at, Math.min(text.length(), at + 3), PIECES.get(random.nextInt(PIECES.size())));
            }
        }
        isReadOrRefused(text.toString().getBytes(StandardCharsets.UTF_8), kind);
    }

    @Property(tries = 1000)
    void anyBytes(@ForAll("kinds") Class<?> kind, @ForAll byte[] bytes) throws IOException {
        isReadOrRefused(bytes, kind);
    }

    @Example
    void filesWithNothingInThemAndFarTooMuch() throws IOException {
        ByteArrayOutputStream deep = new ByteArrayOutputStream();
        deep.write("[".repeat(100_000).getBytes(StandardCharsets.UTF_8));
        for (Class<?> kind : List.of(ClusterSettings.class, HostSettings.class, MetadataSettings.class)) {
            for (String text : List.of("", "~", "null", "---\n", "# nothing\n", "[]", "x: &a [*a, *a]")) {
                isReadOrRefused(text.getBytes(StandardCharsets.UTF_8), kind);
            }
            isReadOrRefused(deep.toByteArray(), kind);
        }
    }

    private static void isReadOrRefused(byte[] bytes, Class<?> kind) throws IOException {
        Files.write(FILE, bytes);
        try {
            assertThat(Settings.read(FILE, kind)).isNotNull();
        } catch (UsageException e) {
            assertThat(e).hasMessageContaining(FILE.toString());
        }
    }
}
