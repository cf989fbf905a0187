package io.farpage.metadata;

import io.farpage.api.Clock;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftPeerId;
import org.apache.ratis.protocol.exceptions.ChecksumException;
import org.apache.ratis.server.DivisionInfo;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.storage.RaftStorage;
import org.jspecify.annotations.Nullable;

/**
 * One running peer of the metadata group: an Apache Ratis server with the cluster's state, its log and snapshots on disk.
 * Several may run in one process. Thread-safe.
 *
 * <p>A peer that lost its directory must not come back under its old id: it has forgotten whom it voted for.
 */
public final class MetadataPeer implements AutoCloseable {
    private final MetadataPeerConfig config;
    private final RaftServer server;
    private final AtomicReference<@Nullable Throwable> logFailure;

    private MetadataPeer(
            MetadataPeerConfig config, RaftServer server, AtomicReference<@Nullable Throwable> logFailure) {
        this.config = config;
        this.server = server;
        this.logFailure = logFailure;
    }

    /**
     * Starts a peer; returns as soon as it takes part, which may be before there is a leader.
     *
     * @param clock what leases are measured with while this peer leads
     * @throws IOException when the directory is of another cluster or peer, incomplete, damaged, in use or too full, or when
     *     the address cannot be listened on; the peer does not take part then
     */
    public static MetadataPeer start(MetadataPeerConfig config, Clock clock) throws IOException {
        return start(config, RatisSettings.group(config.group()), clock);
    }

    /**
     * Starts a peer that is to replace another one of a group that runs: it waits without a vote until {@link
     * RatisDirectory#reconfigure} lets it in. The group of {@code config} is the one that there will be.
     *
     * @throws IOException as for {@link #start(MetadataPeerConfig, Clock)}
     */
    public static MetadataPeer join(MetadataPeerConfig config, Clock clock) throws IOException {
        return start(config, RatisSettings.nobody(config.group()), clock);
    }

    private static MetadataPeer start(MetadataPeerConfig config, RaftGroup group, Clock clock) throws IOException {
        RatisExit.disarm();
        PeerDirectory directory = new PeerDirectory(config);
        boolean known = directory.open();
        RaftServer server = null;
        AtomicReference<@Nullable Throwable> logFailure = new AtomicReference<>();
        try {
            server = RaftServer.newBuilder()
                    .setServerId(RaftPeerId.valueOf(config.id()))
                    .setGroup(group)
                    .setProperties(RatisSettings.peer(config))
                    .setOption(known ? RaftStorage.StartupOption.RECOVER : RaftStorage.StartupOption.FORMAT)
                    .setStateMachine(new RatisStateMachine(clock, logFailure::set))
                    .build();
            server.start();
            directory.mark();
        } catch (IOException | RuntimeException e) {
            if (server != null) {
                server.close();
            }
            throw new IOException(
                    "metadata peer " + config.group().peer(config.id()) + " could not start in " + config.directory()
                            + ": " + why(e),
                    e);
        }
        return new MetadataPeer(config, server, logFailure);
    }

    private static String why(Throwable thrown) {
        Throwable root = thrown;
        for (Throwable cause = thrown.getCause(); cause != null; cause = cause.getCause()) {
            root = cause;
        }
        String message = root.getMessage() == null ? root.toString() : root.getMessage();
        return root instanceof ChecksumException
                ? message + " Replace this peer by one with a new id and an empty directory."
                : message;
    }

    /** Which peer this is. */
    public String id() {
        return config.id();
    }

    /** Whether it takes part; a peer stops by itself when its disk or its log fails. */
    public boolean isAlive() {
        return logFailure.get() == null
                && server.getLifeCycleState().isRunning()
                && info().map(DivisionInfo::isAlive).orElse(false);
    }

    /** What stopped it, as far as that is known. */
    public String failure() {
        Throwable failed = logFailure.get();
        return failed == null
                ? "its server has stopped"
                : "the log in " + config.directory() + " cannot be written: " + why(failed);
    }

    /** The leader's id as far as this peer knows. */
    public Optional<String> leader() {
        return info().map(DivisionInfo::getLeaderId).map(RaftPeerId::toString);
    }

    /** The index of the last log entry that this peer has applied; -1 before the first. */
    public long appliedIndex() {
        return info().map(DivisionInfo::getLastAppliedIndex).orElse(-1L);
    }

    private Optional<DivisionInfo> info() {
        try {
            return Optional.of(
                    server.getDivision(RatisSettings.group(config.group()).getGroupId())
                            .getInfo());
        } catch (IOException e) {
            // The group is gone from the server: the peer is stopping.
            return Optional.empty();
        }
    }

    /** Stops the peer and waits until it has stopped, for a leader up to some seconds. Safe to call twice. */
    @Override
    public void close() {
        try {
            server.close();
        } catch (IOException e) {
            throw new UncheckedIOException("metadata peer '" + config.id() + "' did not stop in order", e);
        }
    }
}
