package io.farpage.server.verbs;

import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.HostProcess;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.HostSettings;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code farpage host}: one memory host, until it is told to end. */
@Command(name = "host", description = "Is one memory host of a cluster, until it gets SIGTERM.")
public final class HostVerb implements Verb {
    @Mixin
    private final ProcessOptions options = new ProcessOptions();

    @Override
    public Integer call() throws Exception {
        ClusterSettings cluster = options.cluster();
        HostSettings settings = options.own(HostSettings.class);
        HostProcess host = HostProcess.start(cluster, settings);
        return options.serve(settings.hostId().toString(), host, host::isAlive);
    }
}
