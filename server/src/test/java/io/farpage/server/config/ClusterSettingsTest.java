package io.farpage.server.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.replication.CodingSetsPlacement;
import io.farpage.replication.LeastUsedPlacement;
import io.farpage.replication.PowerOfTwoPlacement;
import io.farpage.server.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ClusterSettingsTest {
    private static final String REST = """
            clusterId: 2f1f1d0e-5a43-4c58-9a39-6a1f6f3f7c11
            metadata:
              - { id: meta-1, host: 127.0.0.1, port: 9460 }
            """;

    @TempDir
    private Path directory;

    @Test
    void placementIsLeastUsedIfNothingIsSaid() throws IOException {
        assertThat(read("").placement().policy()).isInstanceOf(LeastUsedPlacement.class);
    }

    @Test
    void everyPlacementCanBeAskedForByItsName() throws IOException {
        assertThat(read("placement: least-used").placement().policy()).isInstanceOf(LeastUsedPlacement.class);
        assertThat(read("placement: power-of-two").placement().policy()).isInstanceOf(PowerOfTwoPlacement.class);
        assertThat(read("placement: coding-sets").placement().policy()).isInstanceOf(CodingSetsPlacement.class);
    }

    @Test
    void anUnknownPlacementIsRefusedWithThoseThatThereAre() {
        assertThatThrownBy(() -> read("placement: random"))
                .isInstanceOf(UsageException.class)
                .hasMessageEndingWith("placement: 'random' is none of least-used, power-of-two, coding-sets");
    }

    @Test
    void whatIsWrittenIsReadAgain() throws IOException {
        ClusterSettings settings = read("placement: coding-sets");

        Path copy = Files.writeString(directory.resolve("copy.yaml"), Settings.write(settings));

        assertThat(Settings.read(copy, ClusterSettings.class)).isEqualTo(settings);
    }

    private ClusterSettings read(String line) throws IOException {
        Path file = Files.writeString(directory.resolve("cluster.yaml"), REST + line + "\n");
        return Settings.read(file, ClusterSettings.class);
    }
}
