package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.protobuf.InvalidProtocolBufferException;
import io.farpage.api.Member;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.api.SlabGroupId;
import io.farpage.api.fake.FakeDirectory;
import io.farpage.api.fake.ManualClock;
import io.farpage.metadata.DirectorySteps.Step;
import io.farpage.metadata.proto.Reply;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** The state machine under random calls. */
class ClusterStatePropertyTest {
    private static final int TRIES = 60;

    @Provide
    Arbitrary<List<Step>> steps() {
        return DirectorySteps.some();
    }

    @Property(tries = TRIES)
    void answersAsTheSimpleDirectoryDoes(@ForAll("steps") List<Step> steps) {
        ManualClock clock = new ManualClock();
        ManualClock modelClock = new ManualClock();
        LocalDirectory directory = new LocalDirectory(new ClusterState(), clock);
        FakeDirectory model = new FakeDirectory(modelClock);
        DirectorySteps.begin(directory, clock);
        DirectorySteps.begin(model, modelClock);

        for (Step step : steps) {
            assertThat(DirectorySteps.run(directory, clock, step))
                    .as("%s", step)
                    .isEqualTo(DirectorySteps.run(model, modelClock, step));
            assertThat(directory.hosts()).isEqualTo(model.hosts());
            assertThat(directory.regions()).isEqualTo(model.regions());
            for (RegionInfo region : model.regions()) {
                assertThat(directory.groups(region.id())).isEqualTo(model.groups(region.id()));
            }
        }
    }

    @Property(tries = TRIES)
    void keepsItsPromisesAboutEpochsGenerationsAndSpread(@ForAll("steps") List<Step> steps) {
        ManualClock clock = new ManualClock();
        LocalDirectory directory = new LocalDirectory(new ClusterState(), clock);
        DirectorySteps.begin(directory, clock);
        Promises promises = new Promises();
        promises.check(directory);

        for (Step step : steps) {
            DirectorySteps.run(directory, clock, step);
            promises.check(directory);
        }
    }

    @Property(tries = TRIES)
    void givesTheSameStateFromTheLogAndFromSnapshotsInBetween(@ForAll("steps") List<Step> steps) {
        ManualClock clock = new ManualClock();
        ClusterState state = new ClusterState();
        Replaying directory = new Replaying(state, clock);
        DirectorySteps.begin(directory, clock);

        steps.forEach(step -> DirectorySteps.run(directory, clock, step));

        assertThat(directory.restored.snapshot()).isEqualTo(state.snapshot());
        ClusterState replayed = new ClusterState();
        directory.log.forEach(entry -> replayed.apply(entry.leaderMs(), entry.command()));
        assertThat(replayed.snapshot()).isEqualTo(state.snapshot());
    }

    @Property(tries = TRIES)
    void changesNothingWhenItRefuses(@ForAll("steps") List<Step> steps) {
        ManualClock clock = new ManualClock();
        ClusterState state = new ClusterState();
        Replaying directory = new Replaying(state, clock);
        DirectorySteps.begin(directory, clock);

        steps.forEach(step -> DirectorySteps.run(directory, clock, step));

        assertThat(directory.changedByRefusals).isEmpty();
    }

    @Property(tries = TRIES)
    void survivesAnyBytes(@ForAll byte[] bytes, @ForAll long leaderMs) throws Exception {
        ClusterState state = new ClusterState();

        assertThat(Reply.parseFrom(state.query(bytes)).getKindCase()).isNotEqualTo(Reply.KindCase.KIND_NOT_SET);
        assertThat(Reply.parseFrom(state.apply(leaderMs, bytes)).getKindCase())
                .isNotEqualTo(Reply.KindCase.KIND_NOT_SET);
    }

    /** What may be seen of the state after what was seen of it one call before. */
    private static final class Promises {
        private final Map<String, String> ownerOfEpoch = new HashMap<>();
        private final Map<Integer, Integer> epochs = new HashMap<>();
        private final Set<RegionId> sealed = new HashSet<>();
        private final Map<SlabGroupId, Integer> generations = new HashMap<>();

        void check(LocalDirectory directory) {
            for (RegionInfo region : directory.regions()) {
                int before = epochs.getOrDefault(region.id().value(), region.epoch());
                assertThat(region.epoch()).isBetween(before, before + 1);
                epochs.put(region.id().value(), region.epoch());
                if (sealed.contains(region.id())) {
                    assertThat(region).returns(true, RegionInfo::sealed).returns(before, RegionInfo::epoch);
                }
                if (region.sealed()) {
                    assertThat(region).returns("", RegionInfo::owner).returns(true, RegionInfo::complete);
                    sealed.add(region.id());
                }
                if (!region.owner().isEmpty()) {
                    String epoch = region.id() + "@" + region.epoch();
                    assertThat(ownerOfEpoch.getOrDefault(epoch, region.owner())).isEqualTo(region.owner());
                    ownerOfEpoch.put(epoch, region.owner());
                }
                directory.groups(region.id()).forEach(this::check);
            }
        }

        private void check(SlabGroup group) {
            int before = generations.getOrDefault(group.id(), group.generation());
            assertThat(group.generation()).isBetween(before, before + 1);
            generations.put(group.id(), group.generation());
            List<String> domains = group.members().stream()
                    .filter(Member::stores)
                    .map(m -> DirectorySteps.domain(m.host().host().value()))
                    .toList();
            assertThat(domains).doesNotHaveDuplicates();
        }
    }

    /** Applies every command to a second state as well, which is replaced by its own snapshot before each. */
    private static final class Replaying extends CommandDirectory {
        private final ClusterState state;
        private final ManualClock clock;
        private final List<Entry> log = new ArrayList<>();
        private final List<String> changedByRefusals = new ArrayList<>();
        private ClusterState restored = new ClusterState();

        @SuppressWarnings("ArrayRecordComponent") // Compared by nobody.
        private record Entry(long leaderMs, byte[] command) {}

        Replaying(ClusterState state, ManualClock clock) {
            this.state = state;
            this.clock = clock;
        }

        @Override
        byte[] change(byte[] command) {
            long leaderMs = clock.nanoTime() / 1_000_000;
            // A command that nobody knows: moves the time and nothing else.
            state.apply(leaderMs, new byte[0]);
            byte[] before = state.snapshot();
            byte[] reply = state.apply(leaderMs, command);
            Reply parsed;
            try {
                parsed = Reply.parseFrom(reply);
            } catch (InvalidProtocolBufferException e) {
                throw new AssertionError(e);
            }
            if (parsed.hasRefused() && !Arrays.equals(before, state.snapshot())) {
                changedByRefusals.add(parsed.getRefused());
            }
            restored = ClusterState.restore(restored.snapshot());
            assertThat(restored.apply(leaderMs, command)).isEqualTo(reply);
            log.add(new Entry(leaderMs, command));
            return reply;
        }

        @Override
        byte[] read(byte[] query) {
            return state.query(query);
        }

        @Override
        String newRequestId() {
            return "request-" + log.size();
        }
    }
}
