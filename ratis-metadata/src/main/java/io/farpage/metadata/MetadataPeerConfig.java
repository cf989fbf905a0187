package io.farpage.metadata;

import java.nio.file.Path;
import java.time.Duration;

/**
 * What one peer of the metadata group is started with.
 *
 * @param group the whole group, the same at all peers
 * @param id which of its peers this is
 * @param directory where its log and snapshots are, its own alone; created when missing
 * @param electionTimeoutMin how long a follower waits for its leader at the least before it stands for election
 * @param electionTimeoutMax and at the most; each wait is a random time between the two;
 *     until there is a first leader it is 400 to 800 ms
 * @param snapshotEveryEntries log entries between two snapshots, 1 or more
 * @param logSegmentBytes size at which a log file is closed, 16 KiB to 1 GiB; only closed ones are deleted after a snapshot
 * @param keepFreeBytes free space in {@code directory} below which the peer does not start
 */
public record MetadataPeerConfig(
        MetadataGroup group,
        String id,
        Path directory,
        Duration electionTimeoutMin,
        Duration electionTimeoutMax,
        long snapshotEveryEntries,
        int logSegmentBytes,
        long keepFreeBytes) {
    public MetadataPeerConfig {
        group.peer(id);
        if (electionTimeoutMin.toMillis() < 20 || electionTimeoutMax.compareTo(electionTimeoutMin) <= 0) {
            throw new IllegalArgumentException(
                    "election timeouts of metadata peer '" + id + "' are " + electionTimeoutMin + " to "
                            + electionTimeoutMax + ": give at least 20 ms, and more at the most than at the least");
        }
        if (snapshotEveryEntries < 1) {
            throw new IllegalArgumentException("metadata peer '" + id + "' would take a snapshot every "
                    + snapshotEveryEntries + " log entries: give 1 or more");
        }
        if (logSegmentBytes < 16 << 10 || logSegmentBytes > 1 << 30) {
            throw new IllegalArgumentException("metadata peer '" + id + "' has log segments of " + logSegmentBytes
                    + " bytes: give 16 KiB to 1 GiB");
        }
        if (keepFreeBytes < 0) {
            throw new IllegalArgumentException(
                    "metadata peer '" + id + "' keeps " + keepFreeBytes + " bytes free: give 0 or more");
        }
    }

    /** The usual: a leader is replaced in less than half a second, and a snapshot is taken every 10,000 changes. */
    public static MetadataPeerConfig of(MetadataGroup group, String id, Path directory) {
        return new MetadataPeerConfig(
                group, id, directory, Duration.ofMillis(200), Duration.ofMillis(400), 10_000, 8 << 20, 64 << 20);
    }

    /** The same with other election timeouts. */
    public MetadataPeerConfig withElectionTimeouts(Duration min, Duration max) {
        return new MetadataPeerConfig(
                group, id, directory, min, max, snapshotEveryEntries, logSegmentBytes, keepFreeBytes);
    }

    /** The same with snapshots every {@code entries} log entries and log files of {@code segmentBytes}. */
    public MetadataPeerConfig withSnapshots(long entries, int segmentBytes) {
        return new MetadataPeerConfig(
                group, id, directory, electionTimeoutMin, electionTimeoutMax, entries, segmentBytes, keepFreeBytes);
    }
}
