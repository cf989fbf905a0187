package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.config.TransportKind;
import io.farpage.server.metrics.MetricsClient;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Real processes that die, stop and come back under a client's reads and writes. */
class ProcessFaultsTest {
    private static final long PAGES = 3000;
    private static final RegionOptions SMALL_CACHE =
            RegionOptions.DEFAULT.withRedundancy(Redundancy.coded(4, 2)).withLocalBytes(1 << 20);

    @TempDir
    private Path directory;

    @Test
    void healsWithoutBeingToldAgainAndAgainAndUsesHostsThatComeBackOnSharedMemory() throws IOException {
        heals(TransportKind.SHM);
    }

    @Tag("slow")
    @Test
    void healsWithoutBeingToldAgainAndAgainAndUsesHostsThatComeBackOnAeron() throws IOException {
        heals(TransportKind.AERON);
    }

    private void heals(TransportKind transport) throws IOException {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), 8, 1, transport);
                ClusterClient client = cluster.client();
                RemoteRegion region = client.memory().create("r", PAGES * StampedPages.PAGE, SMALL_CACHE)) {
            StampedPages.fill(region, PAGES, 1);
            StampedPages.check(region, 0, PAGES / 2, 1);
            ClusterProcesses.kill(cluster.host(1));
            ClusterProcesses.kill(cluster.host(4));
            StampedPages.check(region, PAGES / 2, PAGES, 1);
            StampedPages.fill(region, PAGES, 2);
            RunningCluster.until("repaired", () -> region.tolerates() == 2);
            StampedPages.check(region, 0, PAGES, 2);
            ClusterProcesses.kill(cluster.host(2));
            ClusterProcesses.kill(cluster.host(3));
            StampedPages.check(region, 0, PAGES, 2);
            for (int id : new int[] {1, 2, 3, 4}) {
                cluster.restartHost(id);
            }
            RunningCluster.until(
                    "four hosts came back and are used",
                    () -> client.directory().hosts().stream()
                                            .filter(ProcessFaultsTest::cameBack)
                                            .count()
                                    == 4
                            && client.status().regions().getFirst().tolerates() == 2);
            StampedPages.fill(region, PAGES, 3);
            RunningCluster.until("the owner knows", () -> region.tolerates() == 2);
            StampedPages.check(region, 0, PAGES, 3);
            assertThat(region.stats().store().lostPages()).isZero();
            assertThat(client.directory().hosts())
                    .filteredOn(ProcessFaultsTest::cameBack)
                    .hasSize(4)
                    .anyMatch(h -> h.usedBytes() > 0);
        }
    }

    /** It may have been taken for dead once more since, where processors are few. */
    private static boolean cameBack(HostInfo host) {
        return host.ref().incarnation() > 1;
    }

    @Tag("slow")
    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "RDMA")
    void aHostThatIsStoppedAndGoesOnLaterDoesNoHarm(TransportKind transport) throws IOException, InterruptedException {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), 7, 1, transport);
                ClusterClient client = cluster.client();
                RemoteRegion region = client.memory().create("r", PAGES * StampedPages.PAGE, SMALL_CACHE)) {
            StampedPages.fill(region, PAGES, 1);
            Running victim = cluster.host(2);
            ClusterProcesses.signal("STOP", victim.pid());
            StampedPages.fill(region, PAGES, 2);
            RunningCluster.until("the stopped host is declared dead and replaced", () -> region.tolerates() == 2);
            StampedPages.fill(region, PAGES, 3);
            ClusterProcesses.signal("CONT", victim.pid());
            StampedPages.check(region, 0, PAGES, 3);
            StampedPages.fill(region, PAGES, 4);
            StampedPages.check(region, 0, PAGES, 4);
            RunningCluster.until(
                    "it is back, empty, in the same process",
                    () -> client.directory().hosts().stream().allMatch(h -> h.state() == HostState.ALIVE));
            assertThat(client.directory().hosts())
                    .filteredOn(h -> h.ref().incarnation() == 2)
                    .singleElement()
                    .satisfies(h -> assertThat(h.ref().host().value()).isEqualTo(2));
            assertThat(ProcessHandle.of(victim.pid())).isPresent();
        }
    }

    @Test
    void aHostWhoseIdAnotherProcessTookEnds() throws IOException {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), 3, 1)) {
            ProcessHandle first = ProcessHandle.of(cluster.host(1).pid()).orElseThrow();
            Running second = cluster.startTwin(1);
            first.onExit().join();
            assertThat(ProcessHandle.of(second.pid()).map(ProcessHandle::isAlive))
                    .contains(true);
            assertThat(Files.readString(cluster.root.resolve("host-1.log")))
                    .contains("another process is this host now");
            assertThat(cluster.status(1).get("state").asText()).isEqualTo("ALIVE");
        }
    }

    @Tag("slow")
    @Test
    void readsAndWritesGoOnWithoutTheMetadataGroupWhichComesBackKnowingEverything() throws IOException {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), 6, 3)) {
            try (ClusterClient client = cluster.client();
                    RemoteRegion region = client.memory().create("r", PAGES * StampedPages.PAGE, SMALL_CACHE)) {
                StampedPages.fill(region, PAGES, 1);
                cluster.peers().forEach(ClusterProcesses::kill);
                StampedPages.check(region, 0, PAGES, 1);
                StampedPages.fill(region, PAGES, 2);
                StampedPages.check(region, 0, PAGES, 2);
                for (Running peer : cluster.peers()) {
                    cluster.restart(peer);
                }
                RunningCluster.until("the metadata group serves again", () -> serves(client));
                assertThat(client.directory().region("r"))
                        .hasValueSatisfying(r -> assertThat(r.epoch()).isEqualTo(1));
            }
            try (ClusterClient other = cluster.client();
                    RemoteRegion region = other.memory().attach("r")) {
                StampedPages.check(region, 0, PAGES, 2);
            }
        }
    }

    @Test
    void aMetadataPeerWhoseDiskTakesNothingMoreSaysSoAndServesAgainOnceItDoes() throws Exception {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), 3, 1);
                ClusterClient client = cluster.client()) {
            Running peer = cluster.peers().getFirst();
            RegionSpec before = RegionSpec.of("before", StampedPages.PAGE, Redundancy.coded(2, 1));
            client.directory().createRegion(before, 16);
            RunningCluster.limitFileSize(peer, "0");
            CompletableFuture<RegionInfo> created = CompletableFuture.supplyAsync(() ->
                    client.directory().createRegion(RegionSpec.of("r", StampedPages.PAGE, Redundancy.coded(2, 1)), 16));
            RunningCluster.until("the peer says that it does not serve", () -> served(peer) == 0);
            RunningCluster.limitFileSize(peer, "unlimited");
            RunningCluster.until("the peer serves again", () -> served(peer) == 1);
            assertThat(created.get().spec().name()).isEqualTo("r");
            assertThat(client.directory().region("before")).isPresent();
            assertThat(ProcessHandle.of(peer.pid()).map(ProcessHandle::isAlive)).contains(true);
        }
    }

    private static double served(Running peer) {
        return MetricsClient.read(peer.http(), "farpage_metadata_serves");
    }

    @Test
    void aRegionWhoseWriterWasKilledIsIncompleteAndHasAllThatWasAcknowledged()
            throws IOException, InterruptedException {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), 6, 1);
                ClusterClient client = cluster.client()) {
            Process writer = HalfWriter.start(cluster.started.config(), "r");
            try {
                assertThat(writer.inputReader().readLine()).isEqualTo(HalfWriter.ACKNOWLEDGED);
            } finally {
                writer.destroyForcibly().waitFor();
            }
            assertThat(client.directory().region("r"))
                    .hasValueSatisfying(r -> assertThat(r.complete()).isFalse());
            try (RemoteRegion region = attachOnceTheLeaseHasRunOut(client, "r")) {
                StampedPages.check(region, 0, HalfWriter.PAGES_WRITTEN, 1);
            }
            assertThat(client.directory().region("r").map(RegionInfo::complete)).contains(false);
        }
    }

    private static boolean serves(ClusterClient client) {
        try {
            return client.directory().hosts().size() == 6;
        } catch (DirectoryException e) {
            return false;
        }
    }

    static RemoteRegion attachOnceTheLeaseHasRunOut(ClusterClient client, String name) {
        RemoteRegion[] region = new RemoteRegion[1];
        RunningCluster.until("the dead writer's lease has run out", () -> {
            try {
                region[0] = client.memory().attach(name);
                return true;
            } catch (RegionException e) {
                assertThat(e).hasMessageContaining("belongs to");
                return false;
            }
        });
        return region[0];
    }
}
