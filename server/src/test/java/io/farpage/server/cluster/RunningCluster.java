package io.farpage.server.cluster;

import com.fasterxml.jackson.databind.JsonNode;
import io.farpage.server.cli.Command;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.cluster.LocalCluster.Started;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.HostSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import io.farpage.server.metrics.MetricsClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** A cluster of real processes for a test, and what may happen to them. */
final class RunningCluster implements AutoCloseable {
    private static final int LEND_MIB = 64;

    final Path root;
    final Started started;
    private final List<Running> restarted = new ArrayList<>();

    RunningCluster(Path root, int hosts, int metadataPeers) throws IOException {
        this(root, hosts, metadataPeers, TransportKind.SHM);
    }

    RunningCluster(Path root, int hosts, int metadataPeers, TransportKind transport) throws IOException {
        this(root, hosts, metadataPeers, transport, 0);
    }

    RunningCluster(Path root, int hosts, int metadataPeers, TransportKind transport, int repairMiBps)
            throws IOException {
        this.root = root;
        started = LocalCluster.start(
                root,
                new ClusterPlan(hosts, LEND_MIB, transport)
                        .metadataPeers(metadataPeers)
                        .repairMiBps(repairMiBps));
    }

    ClusterSettings settings() {
        return Settings.read(Path.of(started.config()), ClusterSettings.class);
    }

    ClusterClient client() {
        return ClusterClient.connect(settings());
    }

    /** Runs a verb on this cluster, as a user types it. */
    Command verb(String... arguments) {
        return Command.run(Stream.concat(Stream.of(arguments), Stream.of("--config", started.config()))
                .toArray(String[]::new));
    }

    /** What {@code status} says of a host. */
    JsonNode status(int host) throws IOException {
        for (JsonNode each : verb("status", "--json").exits(0).json().get("hosts")) {
            if (each.get("id").asInt() == host) {
                return each;
            }
        }
        throw new AssertionError("no host " + host);
    }

    /** The host whose slabs take most. */
    int busiest() throws IOException {
        JsonNode hosts = verb("status", "--json").exits(0).json().get("hosts");
        return StreamSupport.stream(hosts.spliterator(), false)
                .max(Comparator.comparingLong(h -> h.get("usedBytes").asLong()))
                .orElseThrow()
                .get("id")
                .asInt();
    }

    /** The newest process of a host. */
    Running host(int id) {
        String name = started.hosts().get(id).id();
        return Stream.concat(restarted.reversed().stream(), started.hosts().stream())
                .filter(each -> each.id().equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<Running> peers() {
        return started.metadata();
    }

    /** Limits the size of the files that a process may write, in bytes, so that its disk seems to be full or has room again. */
    static void limitFileSize(Running process, String limit) throws IOException, InterruptedException {
        int exit = new ProcessBuilder(
                        "prlimit", "--pid", Long.toString(process.pid()), "--fsize=" + limit + ":unlimited")
                .inheritIO()
                .start()
                .waitFor();
        if (exit != 0) {
            throw new IOException("prlimit ended with " + exit);
        }
    }

    /** Starts a metadata peer again that was killed. */
    Running restart(Running peer) throws IOException {
        return restart(peer, "metadata");
    }

    /** Starts a host again that was killed. */
    Running restartHost(int id) throws IOException {
        return restart(host(id), ClusterPlan.HOST);
    }

    /** Starts a second process that says it is the same host. */
    Running startTwin(int id) throws IOException {
        String settings = Files.readString(root.resolve(host(id).id() + ".yaml"));
        Path ofTwin = Files.writeString(root.resolve("twin.yaml"), settings.replaceAll("(?m)^http:.*$", ""));
        Running twin = ChildProcess.start(
                root,
                ClusterPlan.HOST,
                Settings.read(ofTwin, HostSettings.class),
                Running.planned("twin", "", Place.HERE),
                true);
        restarted.add(twin);
        return twin;
    }

    private Running restart(Running process, String verb) throws IOException {
        Running again = ClusterProcesses.restart(root, process, verb, true);
        restarted.add(again);
        return again;
    }

    /** The metadata peer that leads. */
    Running leader() {
        Running[] leader = new Running[1];
        until("a metadata peer leads", () -> {
            for (Running peer : peers()) {
                if (MetricsClient.read(peer.http(), "farpage_metadata_leader") == 1) {
                    leader[0] = peer;
                }
            }
            return leader[0] != null;
        });
        return leader[0];
    }

    /** Waits for what other processes are about to do; fails when it never happens. */
    static void until(String what, BooleanSupplier condition) {
        long deadline = System.nanoTime() + 120_000_000_000L;
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0) {
                throw new AssertionError("not within two minutes: " + what);
            }
            LockSupport.parkNanos(20_000_000);
        }
    }

    @Override
    public void close() throws IOException {
        ChildProcess.stop(restarted);
        if (Files.exists(root)) {
            LocalCluster.stop(root);
        }
    }
}
