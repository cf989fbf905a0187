package io.farpage.server.verbs;

import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.MetadataProcess;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.MetadataSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** {@code farpage metadata}: one peer of the metadata group, until it is told to end. */
@Command(name = "metadata", description = "Is one peer of a cluster's metadata group, until it gets SIGTERM.")
public final class MetadataVerb implements Verb {
    @Mixin
    private final ProcessOptions options = new ProcessOptions();

    @Option(names = "--join", description = "Wait until 'cluster reconfigure' lets this peer into a group that runs.")
    private boolean joins;

    @Override
    public Integer call() throws Exception {
        ClusterSettings cluster = options.cluster();
        MetadataSettings settings = options.own(MetadataSettings.class);
        MetadataProcess process = MetadataProcess.start(cluster, settings, joins);
        return options.serve("metadata peer " + settings.id(), process, () -> true);
    }
}
