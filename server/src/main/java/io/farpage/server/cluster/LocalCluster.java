package io.farpage.server.cluster;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.RegionException;
import io.farpage.metadata.LoopbackPorts;
import io.farpage.metadata.MetadataAddress;
import io.farpage.metadata.MetadataGroup;
import io.farpage.metadata.RatisDirectory;
import io.farpage.server.SystemThreads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.HostSettings;
import io.farpage.server.config.MetadataSettings;
import io.farpage.server.config.PlacementKind;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import io.farpage.store.aeron.AeronMedia;
import io.farpage.store.shm.ShmServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Iterator;
import java.util.List;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * A cluster of separate processes on this machine, all of whose files are in one directory: settings, logs, the metadata
 * group's data, and who runs.
 */
public final class LocalCluster {
    private static final String CLUSTER_FILE = "cluster.yaml";
    static final String PROCESSES_FILE = "processes.yaml";
    private static final Duration LOOK = Duration.ofSeconds(1);

    private LocalCluster() {}

    /** Who was started. */
    public record Started(String config, List<Running> hosts, List<Running> metadata) {}

    /**
     * One process; {@code startMs} tells it from a later one with the same pid, {@code http} is where it answers
     * {@code /metrics} and {@code /health}, and {@code enter} is what its command was put behind.
     */
    public record Running(String id, long pid, long startMs, String http, List<String> enter) {
        static Running planned(String id, String http, Place place) {
            return new Running(id, 0, 0, http, place.enter());
        }
    }

    /**
     * Starts all processes and waits until every host serves; they go on when this process ends.
     *
     * @throws UsageException when the directory is in use
     * @throws RegionException when a process ends or does not serve in time; nothing is left running
     */
    public static Started start(Path directory, ClusterPlan plan) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        if (isStarted(root)) {
            throw new UsageException("a cluster was started in " + root + "; stop it with 'farpage cluster stop --dir "
                    + directory + "', or use another directory");
        }
        if (plan.transport == TransportKind.RDMA) {
            RdmaEndpoint.requireDevice();
        }
        Files.createDirectories(root);
        MetadataGroup group = MetadataGroup.at(
                UUID.randomUUID(), plan.metadata.stream().map(Place::address).toList());
        ClusterSettings cluster = new ClusterSettings(
                group.clusterId(),
                group.peers(),
                plan.slabMiB,
                plan.heartbeatMs,
                plan.leaseMs,
                PlacementKind.LEAST_USED,
                null,
                0,
                plan.repairMiBps,
                0);
        Path clusterFile = Files.writeString(root.resolve(CLUSTER_FILE), Settings.write(cluster));
        Iterator<Integer> http =
                LoopbackPorts.find(plan.metadata.size() + plan.hosts).iterator();
        List<Running> metadata = new ArrayList<>();
        List<Running> hosts = new ArrayList<>();
        Started started = new Started(clusterFile.toString(), hosts, metadata);
        try {
            for (MetadataAddress peer : group.peers()) {
                Place place = plan.metadata.get(metadata.size());
                String at = place.address() + ":" + http.next();
                MetadataSettings own = new MetadataSettings(peer.id(), root.resolve(peer.id()), at);
                metadata.add(
                        ChildProcess.start(root, "metadata", own, Running.planned(peer.id(), at, place), plan.tied));
                record(root, started);
            }
            Files.createDirectories(slabs(cluster));
            for (int i = 0; i < plan.hosts; i++) {
                String at = Place.HERE.address() + ":" + http.next();
                HostSettings own = new HostSettings(
                        i,
                        plan.lendMiB,
                        plan.hostsPerDomain == 1 ? new HostId(i).toString() : "domain-" + i / plan.hostsPerDomain,
                        plan.transport,
                        slabs(cluster),
                        HostSettings.DEFAULT_AERON_HOST,
                        0,
                        null,
                        0,
                        0,
                        at,
                        HostSettings.DEFAULT_PRESSURE_FILE,
                        0);
                Running planned = Running.planned(own.hostId().toString(), at, Place.HERE);
                hosts.add(ChildProcess.start(root, plan.hostVerb, own, planned, plan.tied));
                record(root, started);
            }
            awaitServing(root, cluster, started, plan.patience);
            return started;
        } catch (IOException | RuntimeException e) {
            try {
                stop(directory);
            } catch (IOException | RuntimeException failedStop) {
                e.addSuppressed(failedStop);
            }
            throw e;
        }
    }

    private static Path slabs(ClusterSettings cluster) {
        return Path.of("/dev/shm/farpage-" + cluster.clusterId());
    }

    private static void record(Path root, Started started) throws IOException {
        Files.writeString(root.resolve(PROCESSES_FILE), Settings.write(started));
    }

    private static void awaitServing(Path root, ClusterSettings cluster, Started started, Duration patience)
            throws IOException {
        SystemThreads threads = new SystemThreads();
        long deadline = threads.nanoTime() + patience.toNanos();
        try (RatisDirectory directory = new RatisDirectory(cluster.metadataGroup(), LOOK, threads)) {
            while (true) {
                for (Running each : all(started)) {
                    if (!ChildProcess.isAlive(each)) {
                        throw new RegionException(
                                each.id() + " ended while it was started: " + ChildProcess.lastWords(root, each.id()));
                    }
                }
                if (servingHosts(directory) == started.hosts().size()) {
                    return;
                }
                if (threads.nanoTime() - deadline >= 0) {
                    throw new RegionException("only " + servingHosts(directory) + " of "
                            + started.hosts().size() + " hosts serve after " + patience.toSeconds()
                            + " s; look at the logs, or try fewer. "
                            + lastWords(root, started.hosts()) + lastWords(root, started.metadata()));
                }
                threads.await(() -> false, Duration.ofMillis(200).toNanos());
            }
        }
    }

    /** What the first of some processes wrote last. */
    private static String lastWords(Path root, List<Running> processes) throws IOException {
        String id = processes.getFirst().id();
        return id + ": " + ChildProcess.lastWords(root, id) + ". ";
    }

    private static long servingHosts(RatisDirectory directory) {
        try {
            return directory.hosts().stream()
                    .map(HostInfo::state)
                    .filter(state -> state == HostState.ALIVE)
                    .count();
        } catch (DirectoryException e) {
            return 0; // No leader yet.
        }
    }

    private static List<Running> all(Started started) {
        return Stream.concat(started.hosts().stream(), started.metadata().stream())
                .toList();
    }

    /** Whether a cluster was started in a directory and not stopped. */
    private static boolean isStarted(Path directory) {
        return Files.exists(directory.resolve(PROCESSES_FILE));
    }

    /**
     * Does what {@link #stop} does, if there is a cluster.
     *
     * @throws UncheckedIOException when files could not be removed
     */
    public static void stopIfStarted(Path directory) {
        try {
            if (isStarted(directory)) {
                stop(directory);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the cluster in " + directory + " could not be stopped: " + e, e);
        }
    }

    /**
     * Ends what still runs of a cluster and removes its files.
     *
     * @return how many processes were ended
     * @throws UsageException when no cluster was started there
     */
    public static int stop(Path directory) throws IOException {
        Path root = directory.toAbsolutePath().normalize();
        if (!isStarted(root)) {
            throw new UsageException(
                    "no cluster was started in " + root + "; name the directory that 'cluster start' had");
        }
        Started started = Settings.read(root.resolve(PROCESSES_FILE), Started.class);
        int ended = ChildProcess.stop(started.hosts()) + ChildProcess.stop(started.metadata());
        Path slabs = slabs(Settings.read(root.resolve(CLUSTER_FILE), ClusterSettings.class));
        if (Files.exists(slabs)) {
            ShmServer.removeLeftovers(slabs);
            Files.delete(slabs);
        }
        AeronMedia.removeLeftovers();
        try (Stream<Path> files = Files.walk(root)) {
            for (Path each : files.sorted(Comparator.reverseOrder()).toList()) {
                Files.delete(each);
            }
        }
        return ended;
    }
}
