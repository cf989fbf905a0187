package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.PlacementDirectory.Acquired;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionId;
import io.farpage.api.RegionSpec;
import io.farpage.api.contract.DirectoryContract;
import io.farpage.api.fake.ManualClock;
import io.farpage.metadata.proto.Reply;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.apache.ratis.protocol.ClientId;
import org.apache.ratis.protocol.Message;
import org.apache.ratis.protocol.RaftClientReply;
import org.apache.ratis.protocol.RaftGroupId;
import org.apache.ratis.protocol.RaftGroupMemberId;
import org.apache.ratis.protocol.RaftPeerId;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The contract, and what clients see, on a real group of three peers. */
class RatisDirectoryTest extends DirectoryContract {
    private static final ManualClock CLOCK = new ManualClock();

    private static @Nullable TestGroup group;

    @BeforeAll
    static void start(@TempDir Path root) throws Exception {
        group = TestGroup.started(root, CLOCK);
    }

    @AfterAll
    static void stop() {
        running().close();
    }

    private static TestGroup running() {
        if (group == null) {
            throw new IllegalStateException("the group was not started");
        }
        return group;
    }

    @Override
    protected PlacementDirectory directory() {
        return running().directory();
    }

    @Override
    protected void advance(Duration duration) {
        CLOCK.advance(duration.toNanos());
    }

    @Test
    void refusesACommandThatItCannotReadAndGoesOn() throws Exception {
        byte[] garbage = "no protobuf at all".getBytes(StandardCharsets.UTF_8);

        assertThat(Reply.parseFrom(running().directory().change(garbage)).getRefused())
                .contains("cannot read");
        assertThat(Reply.parseFrom(running().directory().change(new byte[0])).getRefused())
                .contains("does not know");
        assertThat(Reply.parseFrom(running().directory().read(garbage)).getRefused())
                .contains("cannot read");

        assertThat(directory().registerHost(new HostId(900_001), "x:1", "after-garbage", 1))
                .isNotNull();
    }

    @Test
    void asksAgainAfterACallThatWasCancelledBeforeItBegan() {
        RaftClientReply answer = RaftClientReply.newBuilder()
                .setClientId(ClientId.randomId())
                .setServerId(RaftGroupMemberId.valueOf(RaftPeerId.valueOf("p"), RaftGroupId.randomId()))
                .setSuccess()
                .setMessage(Message.valueOf("answer"))
                .build();
        AtomicInteger attempts = new AtomicInteger();

        byte[] content = running().directory().call(client -> {
            if (attempts.incrementAndGet() < 3) {
                throw new IllegalStateException("call was cancelled");
            }
            return answer;
        });

        assertThat(content).asString(StandardCharsets.UTF_8).isEqualTo("answer");
        assertThat(attempts).hasValue(3);
    }

    @Test
    void refusesACommandThatIsFarTooLong() {
        String longAddress = "x".repeat(1 << 20);

        assertThatThrownBy(() -> directory().registerHost(new HostId(900_002), longAddress, "a", 1))
                .isInstanceOfSatisfying(
                        DirectoryException.class,
                        e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.REFUSED))
                .hasMessageContaining("takes up to");
    }

    @Test
    void turnsAwayAClientOfAnotherCluster() {
        MetadataGroup other =
                new MetadataGroup(UUID.randomUUID(), running().group().peers());

        try (RatisDirectory stranger = new RatisDirectory(other, Duration.ofSeconds(10), System::nanoTime)) {
            assertThatThrownBy(stranger::hosts)
                    .isInstanceOfSatisfying(
                            DirectoryException.class,
                            e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.REFUSED))
                    .hasMessageContaining("not of cluster");
        }
    }

    @Test
    void grantsEveryEpochOnceToManyClientsAtOnce() throws Exception {
        RegionId region = directory()
                .createRegion(RegionSpec.of("many-clients", 4096, Redundancy.coded(2, 1)), 1)
                .id();
        int clients = 8;
        int rounds = 25;

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Callable<List<Integer>> client = () -> IntStream.range(0, rounds)
                    .mapToObj(i ->
                            ((Acquired.Granted) directory().acquire(region, "same", Duration.ofSeconds(9))).epoch())
                    .toList();
            List<Integer> epochs = new ArrayList<>();
            for (Future<List<Integer>> answered : threads.invokeAll(Collections.nCopies(clients, client))) {
                epochs.addAll(answered.get());
            }
            assertThat(epochs).doesNotHaveDuplicates().hasSize(clients * rounds);
        }
    }

    @Test
    void readsAtOneClientWhatAnotherHasJustWritten() {
        try (RatisDirectory reader = new RatisDirectory(running().group(), Duration.ofSeconds(10), System::nanoTime)) {
            for (int i = 0; i < 50; i++) {
                HostInfo written = directory().registerHost(new HostId(910_000 + i), "x:1", "linear", i);
                assertThat(reader.hosts()).contains(written);
            }
        }
    }
}
