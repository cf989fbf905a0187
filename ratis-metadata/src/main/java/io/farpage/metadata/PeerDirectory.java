package io.farpage.metadata;

import java.io.IOException;
import java.io.Reader;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Properties;
import java.util.UUID;
import java.util.stream.Stream;

/**
 * Whose data a directory holds. A peer that started in the wrong directory, or without what it has written before, would
 * have forgotten its votes and could help to elect a leader that misses acknowledged changes.
 */
final class PeerDirectory {
    private static final String IDENTITY_FILE = "farpage-metadata.properties";

    private final Path directory;
    private final UUID clusterId;
    private final String peerId;

    PeerDirectory(MetadataPeerConfig config) {
        directory = config.directory();
        clusterId = config.group().clusterId();
        peerId = config.id();
    }

    /**
     * Checks the directory, creating it when it is missing.
     *
     * @return whether the peer has been here before; otherwise the directory holds nothing of any cluster
     */
    boolean open() throws IOException {
        Files.createDirectories(directory);
        boolean ours = Files.isDirectory(directory.resolve(clusterId.toString()));
        for (UUID other : clusters()) {
            if (!other.equals(clusterId)) {
                throw refused("it holds data of cluster " + other + ", and the configuration says " + clusterId
                        + ": use another directory or the configuration of that cluster");
            }
        }
        Path identity = directory.resolve(IDENTITY_FILE);
        if (!Files.exists(identity)) {
            return ours;
        }
        Properties written = new Properties();
        try (Reader in = Files.newBufferedReader(identity)) {
            written.load(in);
        }
        if (!clusterId.toString().equals(written.getProperty("cluster"))) {
            throw refused("it belongs to cluster " + written.getProperty("cluster") + ", and the configuration says "
                    + clusterId + ": use another directory or the configuration of that cluster");
        }
        if (!peerId.equals(written.getProperty("peer"))) {
            throw refused(
                    "it belongs to peer '" + written.getProperty("peer") + "': give every peer its own directory");
        }
        if (!ours) {
            throw refused(
                    "the peer's log was there and is gone: put it back, or replace the peer by one with a new id");
        }
        return true;
    }

    /** Marks the directory as this peer's, once the peer has started in it. */
    void mark() throws IOException {
        Path identity = directory.resolve(IDENTITY_FILE);
        if (Files.exists(identity)) {
            return;
        }
        Properties properties = new Properties();
        properties.setProperty("cluster", clusterId.toString());
        properties.setProperty("peer", peerId);
        Path unfinished = directory.resolve(IDENTITY_FILE + ".tmp");
        try (Writer out = Files.newBufferedWriter(unfinished)) {
            properties.store(out, "Whose metadata this directory holds; do not copy it to another peer.");
        }
        Files.move(unfinished, identity, StandardCopyOption.ATOMIC_MOVE);
    }

    private List<UUID> clusters() throws IOException {
        try (Stream<Path> entries = Files.list(directory)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> entry.getFileName().toString())
                    .filter(name -> name.matches("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}"))
                    .map(UUID::fromString)
                    .toList();
        }
    }

    private IOException refused(String why) {
        return new IOException("metadata peer '" + peerId + "' does not start in " + directory + ": " + why);
    }
}
