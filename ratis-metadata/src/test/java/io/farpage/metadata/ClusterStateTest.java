package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.protobuf.ByteString;
import com.google.protobuf.UnknownFieldSet;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.metadata.proto.Acquire;
import io.farpage.metadata.proto.Command;
import io.farpage.metadata.proto.CreateRegion;
import io.farpage.metadata.proto.RegisterHost;
import io.farpage.metadata.proto.Reply;
import io.farpage.metadata.proto.SetHostState;
import io.farpage.metadata.proto.Snapshot;
import io.farpage.metadata.proto.SpecRecord;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

/** What the directory's calls cannot reach: commands of other versions, repeated requests, the leaders' time. */
class ClusterStateTest {
    private final ClusterState state = new ClusterState();

    @Test
    void answersARepeatedCreationWithTheRegionThatItMade() throws Exception {
        Command command = createRegion("request-1");

        Reply first = apply(0, command);
        byte[] after = state.snapshot();

        assertThat(apply(0, command)).isEqualTo(first);
        assertThat(state.snapshot()).isEqualTo(after);
        assertThat(apply(0, createRegion("request-2")).getRefused()).contains("taken");
    }

    @Test
    void refusesACommandOfALaterVersion() throws Exception {
        Command later = Command.newBuilder()
                .setUnknownFields(UnknownFieldSet.newBuilder()
                        .addField(
                                999,
                                UnknownFieldSet.Field.newBuilder()
                                        .addLengthDelimited(ByteString.copyFromUtf8("new"))
                                        .build())
                        .build())
                .build();

        assertThat(apply(0, later).getRefused()).contains("same version");
    }

    @Test
    void refusesValuesThatTheRecordsDoNotAllow() throws Exception {
        Command badSpec = Command.newBuilder()
                .setCreateRegion(CreateRegion.newBuilder()
                        .setSpec(SpecRecord.newBuilder().setName("no page size"))
                        .setPagesPerGroup(1))
                .build();
        Command badHost = Command.newBuilder()
                .setRegisterHost(
                        RegisterHost.newBuilder().setHost(-1).setAddress("x").setFailureDomain("d"))
                .build();
        Command badState = Command.newBuilder()
                .setSetHostState(
                        SetHostState.newBuilder().setHost(1).setIncarnation(1).setStateValue(77))
                .build();

        assertThat(apply(0, badSpec).getRefused()).isNotEmpty();
        assertThat(apply(0, badHost).getRefused()).contains("negative");
        assertThat(apply(0, badState).getRefused()).contains("host state");
        assertThat(state.snapshot()).isEqualTo(new ClusterState().snapshot());
    }

    @Test
    void doesNotLetTimeGoBack() throws Exception {
        apply(0, createRegion("request"));
        apply(5000, acquire("one", 1000));

        assertThat(apply(100, acquire("two", 1000)).getAcquired().getHeld().getLeftMs())
                .isEqualTo(1000);
        assertThat(state.nowMs()).isEqualTo(5000);
        assertThat(apply(6000, acquire("two", 1000)).getAcquired().getGrantedEpoch())
                .isEqualTo(2);
    }

    @Test
    void refusesSnapshotsThatItCannotRead() {
        byte[] later = Snapshot.newBuilder().setFormat(2).build().toByteArray();

        assertThatThrownBy(() -> ClusterState.restore(later))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("format 2");
        assertThatThrownBy(() -> ClusterState.restore("garbage".getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private Reply apply(long leaderMs, Command command) throws Exception {
        return Reply.parseFrom(state.apply(leaderMs, command.toByteArray()));
    }

    private static Command createRegion(String requestId) {
        return Command.newBuilder()
                .setCreateRegion(CreateRegion.newBuilder()
                        .setSpec(Records.write(RegionSpec.of("r", 4096, Redundancy.coded(2, 1))))
                        .setPagesPerGroup(1)
                        .setRequestId(requestId))
                .build();
    }

    private static Command acquire(String owner, long leaseMs) {
        return Command.newBuilder()
                .setAcquire(Acquire.newBuilder().setRegion(1).setOwner(owner).setLeaseMs(leaseMs))
                .build();
    }
}
