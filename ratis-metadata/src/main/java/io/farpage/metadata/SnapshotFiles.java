package io.farpage.metadata;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.ratis.io.MD5Hash;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.segmented.LogSegmentPath;
import org.apache.ratis.server.storage.FileInfo;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.statemachine.impl.SingleFileSnapshotInfo;
import org.apache.ratis.util.AtomicFileOutputStream;
import org.apache.ratis.util.MD5FileUtil;
import org.jspecify.annotations.Nullable;

/** The snapshots of one peer, each a file and its digest beside it. */
final class SnapshotFiles {
    /** A segment of Ratis' log: {@code log_FIRST-LAST}, or {@code log_inprogress_FIRST}. */
    private static final Pattern LOG_FILE = Pattern.compile("log_(?:inprogress_)?(\\d+)(?:-\\d+)?");

    private final SimpleStateMachineStorage storage = new SimpleStateMachineStorage();

    /** For Ratis, which sends and receives snapshots by it. */
    SimpleStateMachineStorage storage() {
        return storage;
    }

    /** A snapshot that was read. */
    record Loaded(TermIndex applied, ClusterState state) {}

    void write(TermIndex applied, byte[] bytes) throws IOException {
        File file = storage.getSnapshotFile(applied.getTerm(), applied.getIndex());
        MessageDigest digester = MD5FileUtil.newMD5();
        MD5Hash digest = MD5Hash.newInstance(digester.digest(bytes));
        // The digest first: a snapshot that can be seen is whole and can be checked.
        MD5FileUtil.saveMD5File(file, digest);
        try (AtomicFileOutputStream out = new AtomicFileOutputStream(file)) {
            out.write(bytes);
        }
        storage.updateLatestSnapshot(new SingleFileSnapshotInfo(new FileInfo(file.toPath(), digest), applied));
    }

    /**
     * Reads the newest snapshot when the peer starts.
     *
     * @return null when there never was one
     * @throws IOException when it is damaged, or when the log shows that there was one and it is missing
     */
    @Nullable
    Loaded open(RaftStorage raftStorage) throws IOException {
        storage.init(raftStorage);
        Loaded newest = newest();
        long nextIndex = newest == null ? 0 : newest.applied().getIndex() + 1;
        OptionalLong firstIndex = firstLogIndex(raftStorage);
        if (firstIndex.isPresent() && firstIndex.getAsLong() > nextIndex) {
            throw new IOException("the log in " + raftStorage.getStorageDir().getCurrentDir() + " starts at entry "
                    + firstIndex.getAsLong() + ", and no snapshot in "
                    + raftStorage.getStorageDir().getStateMachineDir() + " goes further than entry " + (nextIndex - 1)
                    + ": put the snapshot back, or replace this peer by one with a new id and an empty directory");
        }
        return newest;
    }

    private static OptionalLong firstLogIndex(RaftStorage raftStorage) throws IOException {
        return LogSegmentPath.getLogSegmentPaths(raftStorage).stream()
                .map(segment -> LOG_FILE.matcher(segment.getPath().getFileName().toString()))
                .filter(Matcher::matches)
                .mapToLong(name -> Long.parseLong(name.group(1)))
                .min();
    }

    /** Reads the newest snapshot, or returns null when there is none. */
    @Nullable
    Loaded newest() throws IOException {
        SingleFileSnapshotInfo info = storage.loadLatestSnapshot();
        if (info == null) {
            return null;
        }
        Path file = info.getFile().getPath();
        MD5Hash digest = info.getFile().getFileDigest();
        if (digest == null) {
            throw new IOException("snapshot " + file + " has no digest beside it: put " + file.getFileName()
                    + ".md5 back, or replace this peer by one with a new id and an empty directory");
        }
        byte[] bytes = Files.readAllBytes(file);
        if (!digest.equals(MD5Hash.newInstance(MD5FileUtil.newMD5().digest(bytes)))) {
            throw new IOException(
                    "snapshot " + file + " is damaged: replace this peer by one with a new id and an empty directory");
        }
        try {
            return new Loaded(info.getTermIndex(), ClusterState.restore(bytes));
        } catch (IllegalArgumentException e) {
            throw new IOException("snapshot " + file + " cannot be used: " + e.getMessage(), e);
        }
    }
}
