package io.farpage.metadata;

import com.google.protobuf.InvalidProtocolBufferException;
import com.google.protobuf.UnsafeByteOperations;
import io.farpage.api.Clock;
import io.farpage.metadata.proto.LogEntry;
import java.io.IOException;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import org.apache.ratis.proto.RaftProtos.LogEntryProto;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientRequest;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.server.RaftServer;
import org.apache.ratis.server.protocol.TermIndex;
import org.apache.ratis.server.raftlog.RaftLog;
import org.apache.ratis.server.storage.RaftStorage;
import org.apache.ratis.statemachine.TransactionContext;
import org.apache.ratis.statemachine.impl.BaseStateMachine;
import org.apache.ratis.statemachine.impl.SimpleStateMachineStorage;
import org.apache.ratis.thirdparty.com.google.protobuf.ByteString;
import org.apache.ratis.util.LifeCycle;
import org.jspecify.annotations.Nullable;

/**
 * The cluster's state as Ratis drives it: commands from the log in one thread, queries from many, snapshots to disk.
 */
final class RatisStateMachine extends BaseStateMachine {
    /** No command is anywhere near; what is longer would not fit the buffers that carry the log. */
    private static final int MAX_COMMAND_BYTES = 256 << 10;

    private final SnapshotFiles snapshots = new SnapshotFiles();
    private final LeaderTime time;
    private final Consumer<Throwable> onLogFailed;
    /** Guarded by this. */
    private ClusterState state = new ClusterState();

    /** @param onLogFailed told when the log cannot be written any more */
    RatisStateMachine(Clock clock, Consumer<Throwable> onLogFailed) {
        time = new LeaderTime(clock);
        this.onLogFailed = onLogFailed;
    }

    /** Ratis goes on without a log then, so that nothing is ever answered. */
    @Override
    public void notifyLogFailed(Throwable cause, @Nullable LogEntryProto failed) {
        onLogFailed.accept(cause);
    }

    @Override
    public void initialize(RaftServer server, RaftGroupId group, RaftStorage storage) throws IOException {
        // Without these transitions of the life cycle a snapshot of the leader could not be installed later.
        getLifeCycle()
                .startAndTransition(
                        () -> {
                            super.initialize(server, group, storage);
                            SnapshotFiles.Loaded newest = snapshots.open(storage);
                            if (newest != null) {
                                load(newest);
                            }
                        },
                        IOException.class);
    }

    @Override
    public void pause() {
        getLifeCycle().transition(LifeCycle.State.PAUSING);
        getLifeCycle().transition(LifeCycle.State.PAUSED);
    }

    /** Takes up the snapshot that the leader has sent, while paused. */
    @Override
    public void reinitialize() throws IOException {
        SnapshotFiles.Loaded newest = snapshots.newest();
        if (newest == null) {
            throw new IOException(getId() + " finds no snapshot where the leader's was installed: look at its disk");
        }
        load(newest);
        getLifeCycle().transition(LifeCycle.State.STARTING);
        getLifeCycle().transition(LifeCycle.State.RUNNING);
    }

    private synchronized void load(SnapshotFiles.Loaded snapshot) {
        state = snapshot.state();
        setLastAppliedTermIndex(snapshot.applied());
    }

    @Override
    public SimpleStateMachineStorage getStateMachineStorage() {
        return snapshots.storage();
    }

    @Override
    public long takeSnapshot() throws IOException {
        TermIndex applied;
        byte[] bytes;
        synchronized (this) {
            applied = getLastAppliedTermIndex();
            bytes = state.snapshot();
        }
        if (applied.getIndex() < 0) {
            return RaftLog.INVALID_LOG_INDEX;
        }
        snapshots.write(applied, bytes);
        return applied.getIndex();
    }

    /** At the leader, before the command is in the log: gives it its time. */
    @Override
    public TransactionContext startTransaction(RaftClientRequest request) {
        ByteString command = request.getMessage().getContent();
        LogEntry entry = LogEntry.newBuilder()
                .setLeaderMs(nowMs())
                .setCommand(UnsafeByteOperations.unsafeWrap(command.toByteArray()))
                .build();
        TransactionContext transaction = TransactionContext.newBuilder()
                .setStateMachine(this)
                .setClientRequest(request)
                .setLogData(wrap(entry.toByteArray()))
                .build();
        if (command.size() > MAX_COMMAND_BYTES) {
            transaction.setException(new IOException(
                    "a command of " + command.size() + " bytes: the metadata group takes up to " + MAX_COMMAND_BYTES));
        }
        return transaction;
    }

    @Override
    public void notifyLeaderReady() {
        // From here on this peer's clock runs, whether or not commands come.
        nowMs();
    }

    private synchronized long nowMs() {
        return time.stamp(state.nowMs());
    }

    @Override
    public CompletableFuture<Message> applyTransaction(TransactionContext transaction) {
        LogEntryProto entry = transaction.getLogEntry();
        byte[] data = entry.getStateMachineLogEntry().getLogData().toByteArray();
        LogEntry command;
        try {
            command = LogEntry.parseFrom(data);
        } catch (InvalidProtocolBufferException e) {
            throw new IllegalStateException(
                    "log entry " + TermIndex.valueOf(entry) + " of " + getId()
                            + " is not what a leader writes: run the same version of Farpage at all metadata peers",
                    e);
        }
        byte[] reply;
        synchronized (this) {
            reply = state.apply(command.getLeaderMs(), command.getCommand().toByteArray());
            updateLastAppliedTermIndex(entry.getTerm(), entry.getIndex());
        }
        return CompletableFuture.completedFuture(Message.valueOf(wrap(reply)));
    }

    @Override
    public CompletableFuture<Message> query(Message request) {
        byte[] reply;
        synchronized (this) {
            reply = state.query(request.getContent().toByteArray());
        }
        return CompletableFuture.completedFuture(Message.valueOf(wrap(reply)));
    }

    private static ByteString wrap(byte[] bytes) {
        return org.apache.ratis.thirdparty.com.google.protobuf.UnsafeByteOperations.unsafeWrap(bytes);
    }
}
