package io.farpage.server.verbs;

import io.farpage.metadata.MetadataGroup;
import io.farpage.metadata.RatisDirectory;
import io.farpage.server.SystemThreads;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.LocalCluster;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** {@code farpage cluster start|stop}: separate processes on this machine. */
@Command(
        name = "cluster",
        description = "Starts or stops a cluster of separate processes on this machine; replaces metadata peers.")
public final class ClusterVerb implements Verb {
    private static final Duration RECONFIGURE_TIMEOUT = Duration.ofSeconds(60);

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() {
        throw new ParameterException(
                spec.commandLine(), "say 'cluster start', 'cluster stop' or 'cluster reconfigure'");
    }

    /** Starts hosts and metadata peers. */
    @Command(
            name = "start",
            description = "Starts hosts and metadata peers, waits until they serve, and leaves them running.")
    int start(
            @Option(names = "--dir", paramLabel = "DIR", required = true, description = "Where its files go.")
                    Path directory,
            @Option(
                            names = "--hosts",
                            paramLabel = "N",
                            defaultValue = "8",
                            description = "Memory hosts (${DEFAULT-VALUE}).")
                    int hosts,
            @Option(
                            names = "--metadata",
                            paramLabel = "N",
                            defaultValue = "3",
                            description = "Metadata peers: 1, 3 or 5 (${DEFAULT-VALUE}).")
                    int metadata,
            @Option(
                            names = "--lend-mib",
                            paramLabel = "MIB",
                            defaultValue = "1024",
                            description = "Memory that each host lends (${DEFAULT-VALUE}).")
                    int lendMiB,
            @Option(
                            names = "--transport",
                            paramLabel = "KIND",
                            defaultValue = "shm",
                            description = "${COMPLETION-CANDIDATES} (${DEFAULT-VALUE}).")
                    TransportKind transport,
            @Option(names = "--json", description = "One JSON document on standard output.") boolean json)
            throws IOException {
        if (hosts < 1 || hosts > 1000) {
            throw new UsageException("--hosts " + hosts + " is not in 1..1000");
        }
        if (metadata != 1 && metadata != 3 && metadata != 5) {
            throw new UsageException("--metadata " + metadata + " is not 1, 3 or 5");
        }
        if (lendMiB < 1) {
            throw new UsageException("--lend-mib " + lendMiB + " is not 1 or more");
        }
        LocalCluster.Started started = LocalCluster.start(
                directory,
                new ClusterPlan(hosts, lendMiB, transport)
                        .metadataPeers(metadata)
                        .lasting());
        if (json) {
            Json.print(started);
        } else {
            System.out.printf(
                    "%d hosts and %d metadata peers serve; logs in %s%nhosts: %s%nuse it with --config %s%nend it with"
                            + " 'farpage cluster stop --dir %s'%n",
                    hosts,
                    metadata,
                    directory,
                    started.hosts().stream().map(h -> h.id() + "=" + h.pid()).collect(Collectors.joining(" ")),
                    started.config(),
                    directory);
        }
        return 0;
    }

    /** Replaces metadata peers for good. */
    @Command(
            name = "reconfigure",
            description = {
                "Makes the metadata group consist of exactly the peers that a configuration names.",
                "To replace a peer for good: name the new one in its place, with another id; start it with 'farpage"
                        + " metadata --join' and that configuration; reconfigure; give the configuration to all other"
                        + " machines."
            })
    int reconfigure(
            @Option(names = "--config", paramLabel = "C", required = true, description = "The configuration to be.")
                    Path config) {
        MetadataGroup group = Settings.read(config, ClusterSettings.class).metadataGroup();
        try (RatisDirectory directory = new RatisDirectory(group, RECONFIGURE_TIMEOUT, new SystemThreads())) {
            directory.reconfigure();
        }
        System.err.println("the metadata group is " + group.describe());
        return 0;
    }

    /** Ends all processes and removes what they left. */
    @Command(name = "stop", description = "Ends every process of a cluster and removes all its files.")
    int stop(
            @Option(names = "--dir", paramLabel = "DIR", required = true, description = "What 'cluster start' had.")
                    Path directory)
            throws IOException {
        System.err.println(LocalCluster.stop(directory) + " processes ended");
        return 0;
    }
}
