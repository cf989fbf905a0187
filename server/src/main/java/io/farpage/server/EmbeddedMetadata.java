package io.farpage.server;

import io.farpage.api.Clock;
import io.farpage.api.PlacementDirectory;
import io.farpage.metadata.MetadataAddress;
import io.farpage.metadata.MetadataGroup;
import io.farpage.metadata.MetadataPeer;
import io.farpage.metadata.MetadataPeerConfig;
import io.farpage.metadata.RatisDirectory;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;

/** A metadata group in this process: Ratis peers on loopback ports, each with a directory of its own, and a client. */
final class EmbeddedMetadata implements AutoCloseable {
    private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(30);
    /** All peers die with this process, so what is to be avoided is an election for no reason on a busy machine. */
    private static final Duration ELECTION_TIMEOUT_MIN = Duration.ofSeconds(2);

    private static final Duration ELECTION_TIMEOUT_MAX = Duration.ofSeconds(4);

    private final List<MetadataPeer> peers;
    private final RatisDirectory directory;

    private EmbeddedMetadata(List<MetadataPeer> peers, RatisDirectory directory) {
        this.peers = peers;
        this.directory = directory;
    }

    /**
     * Starts a new group.
     *
     * @throws IOException when it cannot be started in {@code root}; nothing is left running
     */
    static EmbeddedMetadata start(Path root, int peerCount, Clock clock) throws IOException {
        Files.createDirectories(root);
        MetadataGroup group = MetadataGroup.onLoopback(UUID.randomUUID(), peerCount);
        List<MetadataPeer> peers = new ArrayList<>();
        try {
            for (MetadataAddress address : group.peers()) {
                MetadataPeerConfig config = MetadataPeerConfig.of(group, address.id(), root.resolve(address.id()));
                peers.add(MetadataPeer.start(
                        config.withElectionTimeouts(ELECTION_TIMEOUT_MIN, ELECTION_TIMEOUT_MAX), clock));
            }
            return new EmbeddedMetadata(peers, new RatisDirectory(group, REQUEST_TIMEOUT, clock));
        } catch (IOException | RuntimeException e) {
            peers.forEach(MetadataPeer::close);
            throw e;
        }
    }

    /** The client; closed with the group. */
    PlacementDirectory directory() {
        return directory;
    }

    @Override
    public void close() {
        directory.close();
        // A leader waits seconds for each follower that it cannot reach: all at once.
        peers.parallelStream().forEach(MetadataPeer::close);
    }
}
