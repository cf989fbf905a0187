package io.farpage.metadata;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.PlacementDirectory.Acquired;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.fake.ManualClock;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real group does when its peers stop and come back. */
class MetadataPeerTest {
    private static final Duration LEASE = Duration.ofSeconds(10);

    private final Set<Thread> before = Set.copyOf(Thread.getAllStackTraces().keySet());

    private final ManualClock clock = new ManualClock();

    @TempDir
    @SuppressWarnings("NullAway.Init") // JUnit sets it before every test.
    private Path root;

    @SuppressWarnings("NullAway.Init") // Set before every test.
    private TestGroup group;

    @BeforeEach
    void start() throws Exception {
        group = new TestGroup(root, clock, config -> config.withSnapshots(100, 16 << 10));
        group.startAll();
    }

    @AfterEach
    void stop() {
        group.close();
    }

    @Test
    void goesOnWhenTheLeaderStops() throws Exception {
        RegionId region = createRegion("before").id();
        AtomicBoolean enough = new AtomicBoolean();
        CountDownLatch first = new CountDownLatch(1);

        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            Future<List<Integer>> epochs = threads.submit(() -> {
                List<Integer> granted = new ArrayList<>();
                while (!enough.get()) {
                    granted.add(((Acquired.Granted) group.directory().acquire(region, "same", LEASE)).epoch());
                    first.countDown();
                }
                return granted;
            });
            first.await();
            String leader = group.leader();
            group.stop(leader);
            assertThat(group.leader()).isNotEqualTo(leader);
            createRegion("after");
            enough.set(true);

            assertThat(epochs.get()).isSorted().doesNotHaveDuplicates();
            assertThat(newest("before").epoch()).isEqualTo(epochs.get().getLast());
        }
        assertThat(group.directory().regions()).extracting(r -> r.spec().name()).containsExactly("after", "before");
    }

    @Test
    void goesOnWithAPeerThatReplacesAnotherForGood() throws Exception {
        createRegion("before");
        String lost = group.follower();
        group.stop(lost);
        MetadataGroup next = group.withReplaced(lost, "meta-new");
        MetadataPeerConfig config = MetadataPeerConfig.of(next, "meta-new", root.resolve("meta-new"));

        try (MetadataPeer fresh = MetadataPeer.join(config, clock);
                RatisDirectory directory = new RatisDirectory(next, Duration.ofSeconds(60), System::nanoTime)) {
            directory.reconfigure();
            directory.reconfigure();
            // Only with the vote of the new one is there a majority now.
            group.stop(group.leader());
            TestGroup.await("a leader", () -> fresh.leader().isPresent());

            directory.createRegion(RegionSpec.of("after", 4096, Redundancy.coded(2, 1)), 1);
            assertThat(directory.regions()).extracting(r -> r.spec().name()).containsExactly("after", "before");
        }
    }

    @Test
    void readsAreAnsweredWhenThePeerThatIsAskedFirstKnowsNoLeader() throws Exception {
        MetadataGroup seen = withFirst(group.follower());
        String id = askedFirst(seen);
        MetadataPeerConfig config = MetadataPeerConfig.of(withUnreachable(seen, id), id, root.resolve(id));

        try (MetadataPeer alone = MetadataPeer.start(config, clock);
                RatisDirectory directory = new RatisDirectory(seen, Duration.ofSeconds(20), System::nanoTime)) {
            assertThat(directory.regions()).isEmpty();
            assertThat(alone.leader()).isEmpty();
        }
    }

    /** The group with a peer in the place of one whom clients of Ratis ask first. */
    private MetadataGroup withFirst(String replaced) throws IOException {
        for (int i = 0; ; i++) {
            MetadataGroup candidate = group.withReplaced(replaced, "alone-" + i);
            if (askedFirst(candidate).equals("alone-" + i)) {
                return candidate;
            }
        }
    }

    /** The group as a peer sees it that reaches none of the others. */
    private static MetadataGroup withUnreachable(MetadataGroup group, String but) throws IOException {
        List<MetadataAddress> peers = new ArrayList<>();
        List<Integer> unused = LoopbackPorts.find(group.peers().size());
        for (MetadataAddress peer : group.peers()) {
            peers.add(
                    peer.id().equals(but)
                            ? peer
                            : new MetadataAddress(peer.id(), peer.host(), unused.get(peers.size())));
        }
        return new MetadataGroup(group.clusterId(), peers);
    }

    private static String askedFirst(MetadataGroup group) {
        return RatisSettings.group(group).getPeers().iterator().next().getId().toString();
    }

    @Test
    void knowsEverythingAfterAllPeersRestarted() throws Exception {
        HostInfo host = group.directory().registerHost(new HostId(1), "x:1", "rack", 77);
        RegionInfo region = createRegion("kept");
        group.directory().acquire(region.id(), "one", LEASE);
        for (int i = 0; i < 150; i++) {
            group.directory().renew(region.id(), 1, LEASE);
        }
        group.stopAll();

        group.startAll();

        assertThat(group.directory().hosts()).containsExactly(host);
        assertThat(newest("kept")).isEqualTo(region.ownedBy(1, "one"));
        assertThat(group.directory().acquire(region.id(), "two", LEASE)).isInstanceOf(Acquired.Held.class);
        clock.advance(LEASE.plusSeconds(1).toNanos());
        assertThat(group.directory().acquire(region.id(), "two", LEASE)).isEqualTo(new Acquired.Granted(2));
        assertThat(group.directory()
                        .registerHost(new HostId(1), "x:1", "rack", 77)
                        .ref())
                .isEqualTo(new HostRef(new HostId(1), 2));
    }

    @Test
    void bringsAPeerBackThatMissedMoreThanTheLogsStillHold() throws Exception {
        group.directory().registerHost(new HostId(0), "x:1", "rack", 0);
        String lagging = group.follower();
        String leader = group.leader();
        group.stop(lagging);
        long missedFrom = group.snapshotIndex(lagging) + 1;
        int hosts = 0;
        while (group.firstLogIndex(leader) <= missedFrom + 50) {
            hosts++;
            group.directory().registerHost(new HostId(hosts), "x:1", "rack-" + "x".repeat(200), hosts);
        }
        long missedTo = group.firstLogIndex(leader);

        group.start(lagging);
        TestGroup.await("the leader's snapshot at " + lagging, () -> {
            try {
                return group.snapshotIndex(lagging) >= missedTo - 1;
            } catch (IOException e) {
                // Ratis puts the installed directory in the place of the old one just now.
                return false;
            }
        });
        List<HostInfo> all = group.directory().hosts();
        group.stop(leader);
        assertThat(group.directory().hosts()).isEqualTo(all);
        group.directory().registerHost(new HostId(hosts + 1), "x:1", "rack", 1);
        List<HostInfo> last = group.directory().hosts();
        group.stopAll();

        assertThat(last).hasSize(hosts + 2);
        assertThat(group.snapshot(lagging).hosts()).containsAll(all);
        group.startAll();
        assertThat(group.directory().hosts()).isEqualTo(last);
    }

    @Test
    void saysThatItIsUnavailableWithoutAMajorityAndRecovers() throws Exception {
        createRegion("before");
        List<String> ids = group.ids();
        group.stop(ids.get(0));
        group.stop(ids.get(1));

        try (RatisDirectory hasty = new RatisDirectory(group.group(), Duration.ofMillis(300), System::nanoTime)) {
            assertThatThrownBy(hasty::hosts)
                    .isInstanceOfSatisfying(
                            DirectoryException.class,
                            e -> assertThat(e.reason()).isEqualTo(DirectoryException.Reason.UNAVAILABLE))
                    .hasMessageContaining("more than half of its peers")
                    .hasMessageContaining(ids.get(1));
            assertThatThrownBy(() -> hasty.registerHost(new HostId(5), "x:1", "rack", 1))
                    .isInstanceOf(DirectoryException.class);
        }
        group.start(ids.get(0));

        assertThat(newest("before").epoch()).isZero();
    }

    @Test
    void leavesNoThreadsBehind() {
        group.directory().hosts();
        group.close();

        TestGroup.await(
                "the end of the group's threads",
                () -> Thread.getAllStackTraces().keySet().stream()
                        .filter(thread -> !before.contains(thread))
                        .map(Thread::getName)
                        .noneMatch(name ->
                                name.startsWith("meta-") || name.startsWith("grpc-") || name.contains("client-")));
    }

    private RegionInfo createRegion(String name) {
        return group.directory().createRegion(RegionSpec.of(name, 4096, Redundancy.coded(2, 1)), 1);
    }

    private RegionInfo newest(String name) {
        return group.directory().region(name).orElseThrow();
    }
}
