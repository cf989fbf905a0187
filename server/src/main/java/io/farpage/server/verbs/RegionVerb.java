package io.farpage.server.verbs;

import io.farpage.api.BackingStore;
import io.farpage.api.RegionInfo;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterStatus;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code farpage region list|show|seal|delete}. */
@Command(name = "region", description = "Lists, shows, seals or deletes regions.")
public final class RegionVerb implements Verb {
    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(),
                "say 'region list', 'region show NAME', 'region seal NAME' or 'region delete NAME'");
    }

    @Command(name = "list", description = "Lists all regions.")
    int list(@Mixin ClientOptions options) {
        try (ClusterClient client = options.connect()) {
            show(client.status(), options.json());
        }
        return 0;
    }

    @Command(name = "show", description = "Shows one region.")
    int show(@Mixin ClientOptions options, @Parameters(paramLabel = "REGION", description = "Its name.") String name) {
        try (ClusterClient client = options.connect()) {
            ClusterStatus all = client.status();
            List<ClusterStatus.Region> found =
                    all.regions().stream().filter(r -> r.name().equals(name)).toList();
            if (found.isEmpty()) {
                throw noSuchRegion(name);
            }
            show(new ClusterStatus(all.hosts(), found, all.repair()), options.json());
        }
        return 0;
    }

    @Command(
            name = "seal",
            description =
                    "Makes a region what it is for good: nobody owns or writes it any more, any number may read it.")
    int seal(@Mixin ClientOptions options, @Parameters(paramLabel = "REGION", description = "Its name.") String name) {
        try (ClusterClient client = options.connect()) {
            RegionInfo region = find(client, name);
            if (!region.complete()) {
                throw new UsageException("region '" + name
                        + "' is incomplete: whoever filled it has not finished; sealed," + " it would stay so");
            }
            if (!region.sealed()) {
                try (BackingStore store = client.regions().attach(name)) {
                    store.seal();
                }
            }
        }
        return 0;
    }

    private static RegionInfo find(ClusterClient client, String name) {
        return client.directory().region(name).orElseThrow(() -> noSuchRegion(name));
    }

    private static UsageException noSuchRegion(String name) {
        return new UsageException("there is no region '" + name + "'; 'farpage region list' says which there are");
    }

    @Command(name = "delete", description = "Deletes a region and gives its memory back.")
    int delete(
            @Mixin ClientOptions options, @Parameters(paramLabel = "REGION", description = "Its name.") String name) {
        try (ClusterClient client = options.connect()) {
            client.memory().delete(name);
        }
        return 0;
    }

    private static void show(ClusterStatus status, boolean json) {
        if (json) {
            Json.print(status.regions());
        } else {
            System.out.print(StatusText.regions(status));
        }
    }
}
