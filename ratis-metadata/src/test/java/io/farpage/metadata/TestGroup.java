package io.farpage.metadata;

import io.farpage.api.Clock;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A real group of three peers in this process, with their directories under one, which can be stopped and started. */
final class TestGroup implements AutoCloseable {
    private static final Pattern LOG_FILE = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");
    private static final Pattern SNAPSHOT_FILE = Pattern.compile("snapshot\\.\\d+_(\\d+)");

    private final Path root;
    private final MetadataGroup group;
    private final Clock clock;
    private final UnaryOperator<MetadataPeerConfig> tuning;
    private final Map<String, MetadataPeer> running = new TreeMap<>();
    private final RatisDirectory directory;

    TestGroup(Path root, Clock clock, UnaryOperator<MetadataPeerConfig> tuning) throws IOException {
        this.root = root;
        this.clock = clock;
        this.tuning = tuning;
        group = MetadataGroup.onLoopback(UUID.randomUUID(), 3);
        directory = new RatisDirectory(group, Duration.ofSeconds(60), System::nanoTime);
    }

    static TestGroup started(Path root, Clock clock) throws IOException {
        TestGroup started = new TestGroup(root, clock, UnaryOperator.identity());
        started.startAll();
        return started;
    }

    MetadataGroup group() {
        return group;
    }

    RatisDirectory directory() {
        return directory;
    }

    List<String> ids() {
        return group.peers().stream().map(MetadataAddress::id).toList();
    }

    MetadataPeerConfig config(String id) {
        return tuning.apply(MetadataPeerConfig.of(group, id, root.resolve(id)));
    }

    /** The group with a peer of another id and port in the place of one. */
    MetadataGroup withReplaced(String id, String by) throws IOException {
        int port = LoopbackPorts.find(1).getFirst();
        return new MetadataGroup(
                group.clusterId(),
                group.peers().stream()
                        .map(peer -> peer.id().equals(id) ? new MetadataAddress(by, peer.host(), port) : peer)
                        .toList());
    }

    void startAll() throws IOException {
        for (String id : ids()) {
            start(id);
        }
    }

    void start(String id) throws IOException {
        running.put(id, MetadataPeer.start(config(id), clock));
    }

    void stop(String id) {
        MetadataPeer peer = running.remove(id);
        if (peer != null) {
            peer.close();
        }
    }

    void stopAll() {
        ids().forEach(this::stop);
    }

    MetadataPeer peer(String id) {
        MetadataPeer peer = running.get(id);
        if (peer == null) {
            throw new IllegalStateException(id + " does not run");
        }
        return peer;
    }

    /** The peer that all running peers take for the leader, once they agree. */
    String leader() {
        AtomicReference<String> agreed = new AtomicReference<>("");
        await("one leader", () -> {
            Set<String> leaders = running.values().stream()
                    .map(peer -> peer.leader().filter(running::containsKey).orElse(""))
                    .collect(Collectors.toSet());
            agreed.set(leaders.iterator().next());
            return leaders.size() == 1 && !agreed.get().isEmpty();
        });
        return agreed.get();
    }

    String follower() {
        String leader = leader();
        return running.keySet().stream()
                .filter(id -> !id.equals(leader))
                .findFirst()
                .orElseThrow();
    }

    /** Where Ratis keeps the data of a peer. */
    Path data(String id) {
        return root.resolve(id).resolve(group.clusterId().toString());
    }

    long firstLogIndex(String id) throws IOException {
        return indices(data(id).resolve("current"), LOG_FILE).min(Long::compare).orElseThrow();
    }

    /** The index of the newest snapshot of a peer, or -1. */
    long snapshotIndex(String id) throws IOException {
        return indices(data(id).resolve("sm"), SNAPSHOT_FILE).max(Long::compare).orElse(-1L);
    }

    /** What a stopped peer has in its newest snapshot. */
    LocalDirectory snapshot(String id) throws IOException {
        String suffix = "_" + snapshotIndex(id);
        try (Stream<Path> files = Files.list(data(id).resolve("sm"))) {
            Path newest =
                    files.filter(f -> f.toString().endsWith(suffix)).findFirst().orElseThrow();
            return new LocalDirectory(ClusterState.restore(Files.readAllBytes(newest)), clock);
        }
    }

    private static Stream<Long> indices(Path directory, Pattern names) throws IOException {
        if (!Files.isDirectory(directory)) {
            return Stream.empty();
        }
        try (Stream<Path> files = Files.list(directory)) {
            return files
                    .map(f -> names.matcher(f.getFileName().toString()))
                    .filter(Matcher::matches)
                    .map(m -> Long.parseLong(m.group(1)))
                    .toList()
                    .stream();
        }
    }

    /** Waits for what other threads are to bring about; fails after a time that only a broken group takes. */
    static void await(String what, BooleanSupplier condition) {
        long startNs = System.nanoTime();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - startNs > 60_000_000_000L) {
                throw new AssertionError("waited 60 s in vain for " + what);
            }
            LockSupport.parkNanos(5_000_000);
        }
    }

    @Override
    public void close() {
        directory.close();
        stopAll();
    }
}
