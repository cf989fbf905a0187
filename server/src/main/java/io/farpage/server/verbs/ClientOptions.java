package io.farpage.server.verbs;

import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import java.nio.file.Path;
import picocli.CommandLine.Option;

/** Options of every verb that talks to a cluster. */
final class ClientOptions {
    @Option(
            names = "--config",
            paramLabel = "C",
            required = true,
            defaultValue = "${env:FARPAGE_CONFIG}",
            description = "The cluster's configuration, as 'cluster start' says it; FARPAGE_CONFIG if left out.")
    private Path config = Path.of("cluster.yaml");

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    boolean json() {
        return json;
    }

    ClusterClient connect() {
        return ClusterClient.connect(Settings.read(config, ClusterSettings.class));
    }
}
