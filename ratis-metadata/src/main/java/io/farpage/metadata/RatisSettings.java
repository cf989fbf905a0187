package io.farpage.metadata;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.apache.ratis.client.RaftClientConfigKeys;
import org.apache.ratis.conf.RaftProperties;
import org.apache.ratis.grpc.GrpcConfigKeys;
import org.apache.ratis.protocol.RaftGroup;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftPeer;
import org.apache.ratis.server.RaftServerConfigKeys;
import org.apache.ratis.util.SizeInBytes;
import org.apache.ratis.util.TimeDuration;

/** Our configuration in Ratis' words. */
final class RatisSettings {
    private static final TimeDuration FIRST_ELECTION_MIN = TimeDuration.valueOf(400, TimeUnit.MILLISECONDS);
    private static final TimeDuration FIRST_ELECTION_MAX = TimeDuration.valueOf(800, TimeUnit.MILLISECONDS);
    private static final SizeInBytes MAX_MESSAGE = SizeInBytes.valueOf("16MB");
    private static final SizeInBytes APPENDER_BUFFER = SizeInBytes.valueOf("1MB");
    private static final SizeInBytes WRITE_BUFFER = SizeInBytes.valueOf("2MB");
    private static final int SNAPSHOTS_KEPT = 3;

    private RatisSettings() {}

    static RaftGroup group(MetadataGroup group) {
        return RaftGroup.valueOf(
                RaftGroupId.valueOf(group.clusterId()),
                group.peers().stream().map(RatisSettings::peer).toList());
    }

    /** A group whose members are not known yet: a peer that is started with it stands for no election. */
    static RaftGroup nobody(MetadataGroup group) {
        return RaftGroup.valueOf(RaftGroupId.valueOf(group.clusterId()), List.of());
    }

    private static RaftPeer peer(MetadataAddress peer) {
        return RaftPeer.newBuilder()
                .setId(peer.id())
                .setAddress(peer.host() + ":" + peer.port())
                .build();
    }

    static RaftProperties peer(MetadataPeerConfig config) {
        RaftProperties p = new RaftProperties();
        MetadataAddress address = config.group().peer(config.id());
        GrpcConfigKeys.Server.setHost(p, address.host());
        GrpcConfigKeys.Server.setPort(p, address.port());
        GrpcConfigKeys.setMessageSizeMax(p, MAX_MESSAGE);

        RaftServerConfigKeys.setStorageDir(p, List.of(config.directory().toFile()));
        RaftServerConfigKeys.setStorageFreeSpaceMin(p, SizeInBytes.valueOf(config.keepFreeBytes()));
        // A machine that slept may go on as a follower; Ratis would close the peer after a minute's pause.
        RaftServerConfigKeys.setCloseThreshold(p, TimeDuration.valueOf(365, TimeUnit.DAYS));

        // A damaged log stops the peer: cutting it at the damage could forget what was acknowledged.
        RaftServerConfigKeys.Log.setCorruptionPolicy(p, RaftServerConfigKeys.Log.CorruptionPolicy.EXCEPTION);
        RaftServerConfigKeys.Log.setSegmentSizeMax(p, SizeInBytes.valueOf(config.logSegmentBytes()));
        RaftServerConfigKeys.Log.setPreallocatedSize(p, SizeInBytes.valueOf(16 << 10));
        RaftServerConfigKeys.Log.setWriteBufferSize(p, WRITE_BUFFER);
        RaftServerConfigKeys.Log.Appender.setBufferByteLimit(p, APPENDER_BUFFER);
        // Writing the commit index to the log as well halves the rate of changes and saves nothing that Raft needs.
        RaftServerConfigKeys.Log.setLogMetadataEnabled(p, false);
        // A peer that is down for long must not keep the others' logs growing: it gets a snapshot.
        RaftServerConfigKeys.Log.setPurgeUptoSnapshotIndex(p, true);
        RaftServerConfigKeys.Log.setPurgeGap(p, 1);
        RaftServerConfigKeys.Snapshot.setAutoTriggerEnabled(p, true);
        RaftServerConfigKeys.Snapshot.setAutoTriggerThreshold(p, config.snapshotEveryEntries());
        RaftServerConfigKeys.Snapshot.setRetentionFileNum(p, SNAPSHOTS_KEPT);

        RaftServerConfigKeys.Read.setOption(p, RaftServerConfigKeys.Read.Option.LINEARIZABLE);
        RaftServerConfigKeys.Rpc.setTimeoutMin(p, duration(config.electionTimeoutMin()));
        RaftServerConfigKeys.Rpc.setTimeoutMax(p, duration(config.electionTimeoutMax()));
        // A process that has just started answers votes slowly; candidates that do not wait for them elect nobody.
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMin(p, FIRST_ELECTION_MIN);
        RaftServerConfigKeys.Rpc.setFirstElectionTimeoutMax(p, FIRST_ELECTION_MAX);
        return p;
    }

    /** Settings of a client one attempt of which takes {@code attempt} at the most. */
    static RaftProperties client(Duration attempt) {
        RaftProperties p = new RaftProperties();
        RaftClientConfigKeys.Rpc.setRequestTimeout(p, duration(attempt));
        GrpcConfigKeys.setMessageSizeMax(p, MAX_MESSAGE);
        return p;
    }

    private static TimeDuration duration(Duration duration) {
        return TimeDuration.valueOf(duration.toMillis(), TimeUnit.MILLISECONDS);
    }
}
