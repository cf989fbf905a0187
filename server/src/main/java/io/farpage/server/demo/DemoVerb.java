package io.farpage.server.demo;

import io.farpage.api.Redundancy;
import io.farpage.server.EmbeddedConfig;
import io.farpage.server.TemporaryDirectory;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage demo}: checks what was asked for, starts a cluster, runs the demo and shows what came out. */
@Command(
        name = "demo",
        description = {
            "Puts a file into the memory of a cluster of its own, works on it while hosts are killed, reads"
                    + " all back, waits for repair, kills as many again and reads all back again.",
            "Exit code 0 when every byte came back, 1 when pages were lost or wrong, 2 for bad input."
        })
public final class DemoVerb implements Verb {
    private static final int METADATA_PEERS = 3;

    @Option(
            names = "--input",
            paramLabel = "FILE",
            description = "File to use; the class library of this JDK if left out.")
    private @Nullable Path input;

    @Option(
            names = "--data",
            paramLabel = "K",
            defaultValue = "4",
            description = "Data fragments of a page (${DEFAULT-VALUE}).")
    private int data;

    @Option(
            names = "--parity",
            paramLabel = "M",
            defaultValue = "2",
            description = "Parity fragments: losses that are survived (${DEFAULT-VALUE}).")
    private int parity;

    @Option(names = "--hosts", paramLabel = "N", description = "Memory hosts; K+M and twice the kills if left out.")
    private @Nullable Integer hosts;

    @Option(names = "--kill", paramLabel = "COUNT", description = "Hosts to kill at once, twice; M if left out.")
    private @Nullable Integer kill;

    @Option(names = "--processes", description = "Hosts and metadata peers are processes, and die by kill -9.")
    private boolean processes;

    @Option(names = "--json", description = "One JSON document on standard output.")
    private boolean json;

    @Override
    public Integer call() throws Exception {
        DemoOptions options = options();
        long start = System.nanoTime();
        try (TemporaryDirectory directory = TemporaryDirectory.create("farpage-demo-");
                InputCopy copy = InputCopy.of(options.input(), directory.path())) {
            DemoSizes sizes = DemoSizes.of(options, copy.lengthBytes());
            try (DemoCluster cluster = start(options, sizes, directory)) {
                double startSeconds = (System.nanoTime() - start) / 1e9;
                say("%s are up after %.1f s".formatted(cluster.describe(), startSeconds));
                DemoReport report = new Demo(options, sizes, cluster, copy, this::say).run(startSeconds, start);
                show(report, options);
                return report.good() ? 0 : 1;
            }
        }
    }

    private DemoOptions options() {
        Redundancy redundancy;
        try {
            redundancy = Redundancy.coded(data, parity);
        } catch (IllegalArgumentException e) {
            throw new UsageException("--data " + data + " --parity " + parity + ": " + e.getMessage(), e);
        }
        int killed = kill == null ? parity : kill;
        int wanted = hosts == null ? redundancy.total() + 2 * killed : hosts;
        if (killed < 0) {
            throw new UsageException("--kill " + killed + " is negative; use 0 or more");
        }
        if (wanted < redundancy.total()) {
            throw new UsageException(
                    "--hosts " + wanted + " is too few: " + redundancy + " puts the fragments of a page on "
                            + redundancy.total() + " hosts; use --hosts " + redundancy.total() + " or more");
        }
        int needed = killed + Math.min(redundancy.data() + 1, redundancy.total());
        if (killed > 0 && wanted < needed) {
            throw new UsageException(
                    "--hosts " + wanted + " --kill " + killed + " leaves too few hosts to go on writing " + redundancy
                            + "; use --hosts " + needed + " or more, or kill fewer");
        }
        if (wanted > 1000) {
            throw new UsageException("--hosts " + wanted + " is more than the 1000 that fit one process");
        }
        Path file = input == null ? Path.of(System.getProperty("java.home"), "lib", "modules") : input;
        return new DemoOptions(file, redundancy, wanted, killed, processes);
    }

    private static DemoCluster start(DemoOptions options, DemoSizes sizes, TemporaryDirectory directory)
            throws IOException {
        if (options.processes()) {
            ClusterPlan plan = new ClusterPlan(options.hosts(), sizes.hostMiB(), TransportKind.SHM)
                    .metadataPeers(METADATA_PEERS)
                    .slabMiB(sizes.slabMiB());
            return ProcessDemoCluster.start(directory, plan);
        }
        return EmbeddedDemoCluster.start(EmbeddedConfig.builder(directory.path().resolve("metadata"))
                .hosts(options.hosts())
                .metadataPeers(METADATA_PEERS)
                .hostBytes(sizes.hostBytes())
                .slabBytes(sizes.slabBytes())
                .build());
    }

    private void say(String line) {
        System.err.println(line);
    }

    private void show(DemoReport report, DemoOptions options) {
        if (json) {
            Json.print(report);
        } else {
            System.out.print(DemoTable.of(report));
        }
        if (report.lostPages() > 0) {
            System.err.println("farpage: " + report.lostPages() + " of " + report.pages() + " pages are lost: "
                    + options.kill() + " hosts died at once and " + report.redundancy() + " survives "
                    + options.redundancy().parity() + "; use more parity or kill fewer");
        } else if (!report.good()) {
            System.err.println(
                    "farpage: " + report.wrongPages() + " pages were wrong: this is a bug, please report it");
        }
    }
}
