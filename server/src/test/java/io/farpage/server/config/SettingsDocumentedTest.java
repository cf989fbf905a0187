package io.farpage.server.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.RecordComponent;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsDocumentedTest {
    @ParameterizedTest
    @ValueSource(classes = {ClusterSettings.class, MetadataSettings.class, HostSettings.class})
    void everyKeyIsInTheManual(Class<?> settings) throws IOException {
        String manual = Files.readString(Path.of("../docs/operations.md"));

        assertThat(Arrays.stream(settings.getRecordComponents()).map(RecordComponent::getName))
                .allSatisfy(key -> assertThat(manual).contains("\n| `" + key + "` |"));
    }
}
