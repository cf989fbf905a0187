package io.farpage.server.verbs;

import io.farpage.server.cli.Json;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterStatus;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farpage status}: hosts, regions and repair. */
@Command(name = "status", description = "Says how a cluster's hosts and regions are, and what repair has to do.")
public final class StatusVerb implements Verb {
    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Override
    public Integer call() {
        try (ClusterClient client = options.connect()) {
            ClusterStatus status = client.status();
            if (options.json()) {
                Json.print(status);
            } else {
                System.out.print(StatusText.of(status));
            }
        }
        return 0;
    }
}
