package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostId;
import io.farpage.api.LatencyClass;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whoever takes part in a repair may be killed in the middle of it: the host that is filled, the metadata leader, the writer. */
class RepairUnderFireTest {
    private static final int HOSTS = 8;
    /** So slow that a slab of this region takes seconds. */
    private static final int REPAIR_MIBPS = 4;

    private static final long PAGES = 3000;
    private static final String REGION = "r";
    private static final RegionOptions SMALL_CACHE =
            RegionOptions.DEFAULT.withRedundancy(Redundancy.coded(4, 2)).withLocalBytes(1 << 20);

    @TempDir
    private Path directory;

    @Test
    void endsWellWhoeverIsKilledOnSharedMemory() throws IOException, InterruptedException {
        killEachInTurn(TransportKind.SHM);
    }

    @Tag("slow")
    @Test
    void endsWellWhoeverIsKilledOnAeron() throws IOException, InterruptedException {
        killEachInTurn(TransportKind.AERON);
    }

    private void killEachInTurn(TransportKind transport) throws IOException, InterruptedException {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), HOSTS, 3, transport, REPAIR_MIBPS);
                ClusterClient client = cluster.client()) {
            try (RemoteRegion region = client.memory().create(REGION, PAGES * 4096, SMALL_CACHE)) {
                assertThat(client.memory().latency())
                        .isEqualTo(transport == TransportKind.SHM ? LatencyClass.MEMORY : LatencyClass.MESSAGES);
                StampedPages.fill(region, PAGES, 1);
                int first = killMember(cluster, client, REGION);
                int target = joining(client, REGION).value();
                ClusterProcesses.kill(cluster.host(target));
                awaitWhole(client, region);
                StampedPages.check(region, 0, PAGES, 1);
                cluster.restartHost(first);
                cluster.restartHost(target);

                int second = killMember(cluster, client, REGION);
                joining(client, REGION);
                Running leader = cluster.leader();
                ClusterProcesses.kill(leader);
                StampedPages.fill(region, PAGES, 2);
                awaitWhole(client, region);
                StampedPages.check(region, 0, PAGES, 2);
                assertThat(region.stats().store().lostPages()).isZero();
                cluster.restart(leader);
                cluster.restartHost(second);
            }
            theWriter(cluster, client);
        }
    }

    private static void theWriter(RunningCluster cluster, ClusterClient client)
            throws IOException, InterruptedException {
        Process writer = EndlessWriter.start(cluster.started.config(), "w");
        long acknowledged;
        try {
            writer.inputReader().readLine();
            killMember(cluster, client, "w");
            joining(client, "w");
            acknowledged = lastRound(writer);
        } finally {
            writer.destroyForcibly().waitFor();
        }
        RunningCluster.until("repaired without an owner", () -> isWhole(groups(client, "w")));
        try (RemoteRegion region = ProcessFaultsTest.attachOnceTheLeaseHasRunOut(client, "w")) {
            assertThat(region.tolerates()).isEqualTo(2);
            for (long page = 0; page < EndlessWriter.PAGES; page++) {
                assertThat(region.getLong(page * 4096) - page * 1000)
                        .as("round of page %d", page)
                        .isBetween(acknowledged, acknowledged + 1000);
            }
        }
    }

    /** The last round that the writer has said is acknowledged, as far as can be read at once. */
    private static long lastRound(Process writer) throws IOException {
        String line;
        do {
            line = writer.inputReader().readLine();
        } while (writer.inputReader().ready());
        return Long.parseLong(line.substring(EndlessWriter.ROUND.length()));
    }

    private static int killMember(RunningCluster cluster, ClusterClient client, String region) {
        int victim = groups(client, region)
                .getFirst()
                .members()
                .getFirst()
                .host()
                .host()
                .value();
        ClusterProcesses.kill(cluster.host(victim));
        return victim;
    }

    private static void awaitWhole(ClusterClient client, RemoteRegion region) {
        RunningCluster.until("repaired", () -> isWhole(groups(client, REGION)));
        RunningCluster.until("the owner knows", () -> region.tolerates() == 2);
    }

    private static boolean isWhole(List<SlabGroup> groups) {
        return !groups.isEmpty()
                && groups.stream().allMatch(g -> g.presentCount() == g.members().size());
    }

    /** Waits until a host is being filled, and says which. */
    private static HostId joining(ClusterClient client, String region) {
        HostId[] joining = new HostId[1];
        RunningCluster.until("a host is being filled", () -> {
            Optional<Member> member = groups(client, region).stream()
                    .flatMap(g -> g.members().stream())
                    .filter(m -> m.state() == MemberState.JOINING)
                    .findFirst();
            member.ifPresent(m -> joining[0] = m.host().host());
            return member.isPresent();
        });
        return joining[0];
    }

    private static List<SlabGroup> groups(ClusterClient client, String region) {
        try {
            return client.directory()
                    .region(region)
                    .map(RegionInfo::id)
                    .map(client.directory()::groups)
                    .orElse(List.of());
        } catch (DirectoryException e) {
            return List.of(); // It has no leader for the moment.
        }
    }
}
