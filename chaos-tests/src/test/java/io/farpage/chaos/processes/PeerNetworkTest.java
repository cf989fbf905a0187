package io.farpage.chaos.processes;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.farpage.api.DirectoryException;
import io.farpage.server.SystemThreads;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.LocalCluster;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import io.farpage.server.metrics.MetricsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Metadata peers that are cut off from each other, in network namespaces. */
class PeerNetworkTest {
    private static final long PATIENCE_NS = Duration.ofSeconds(60).toNanos();

    @TempDir
    private Path directory;

    @Test
    void theOthersElectAnotherLeaderWhenTheirsIsCutOffAndItFollowsLater() throws IOException, InterruptedException {
        Path root = directory.resolve("c");
        try (PeerNetwork network = PeerNetwork.of(3)) {
            assumeTrue(network.isThere(), "there is no right to make network namespaces");
            LocalCluster.Started started =
                    LocalCluster.start(root, new ClusterPlan(1, 8, TransportKind.SHM).metadataAt(network.places()));
            ClusterSettings settings = Settings.read(Path.of(started.config()), ClusterSettings.class);
            try (ClusterClient client = ClusterClient.connect(settings)) {
                // The vote of a peer whose log is empty, so that it may have lost its disk, counts only when all peers
                // answer.
                await(started, "logs with entries", () -> haveLogs(started));
                await(started, "a leader", () -> leader(started, -1) >= 0);
                int former = leader(started, -1);

                setCut(network, former, true);

                await(started, "another leader", () -> leader(started, former) >= 0);
                await(started, "answers", () -> answers(client));
                await(started, "the former leader to step down", () -> !leads(started, former));

                setCut(network, former, false);

                await(
                        started,
                        "the former leader to know one",
                        () -> health(started, former).contains("the leader is"));
            } finally {
                LocalCluster.stop(root);
            }
        }
    }

    private static void setCut(PeerNetwork network, int alone, boolean isCut) throws InterruptedException {
        for (int other = 0; other < 3; other++) {
            if (other != alone) {
                network.cut(alone, other, isCut);
                network.cut(other, alone, isCut);
            }
        }
    }

    private static boolean haveLogs(LocalCluster.Started started) {
        return started.metadata().stream().allMatch(peer -> metric(peer, "farpage_metadata_applied_index") >= 0);
    }

    private static int leader(LocalCluster.Started started, int except) {
        for (int i = 0; i < 3; i++) {
            if (i != except && leads(started, i)) {
                return i;
            }
        }
        return -1;
    }

    private static boolean leads(LocalCluster.Started started, int peer) {
        return metric(started.metadata().get(peer), "farpage_metadata_leader") == 1;
    }

    private static double metric(Running peer, String name) {
        try {
            return MetricsClient.read(peer.http(), name);
        } catch (UncheckedIOException e) {
            return -1; // It is still starting.
        }
    }

    private static String health(LocalCluster.Started started, int peer) {
        return MetricsClient.get(started.metadata().get(peer).http(), "/health");
    }

    private static boolean answers(ClusterClient client) {
        try {
            return client.directory().hosts().size() == 1;
        } catch (DirectoryException e) {
            return false;
        }
    }

    private static void await(LocalCluster.Started started, String what, BooleanSupplier condition) {
        if (!new SystemThreads().await(condition, PATIENCE_NS)) {
            throw new AssertionError(
                    "waited in vain for " + what + ": " + health(started, 0) + health(started, 1) + health(started, 2));
        }
    }
}
