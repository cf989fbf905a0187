package io.farpage.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.Member;
import io.farpage.api.Redundancy;
import io.farpage.api.SlabGroup;
import io.farpage.chaos.host.ChaosHostVerb;
import io.farpage.chaos.host.HostFaults;
import io.farpage.chaos.host.Rot;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.replication.Scrub;
import io.farpage.replication.ScrubProgress;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.LocalCluster;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Fragments rot at rest in real processes; a scrub finds and mends every one. */
class ScrubOfRottenHostsTest {
    private static final int PAGE = 4096;
    private static final int PARITY = 2;
    private static final List<Rot> KINDS = List.of(Rot.values());

    @TempDir
    private Path directory;

    @Test
    void everyOneOfAThousandIsFoundAndMendedOnAeron() throws IOException {
        damageAndScrub(TransportKind.AERON, 3_000, 1_000);
    }

    @Test
    @Tag("slow")
    void everyOneOfTenThousandIsFoundAndMendedOnSharedMemory() throws IOException {
        damageAndScrub(TransportKind.SHM, 12_000, 10_000);
    }

    private void damageAndScrub(TransportKind transport, int pages, int damaged) throws IOException {
        long seed = System.nanoTime();
        Path root = directory.resolve("c");
        LocalCluster.Started started =
                LocalCluster.start(root, new ClusterPlan(6, 64, transport).hostsThat(ChaosHostVerb.NAME, 1));
        ClusterSettings settings = Settings.read(Path.of(started.config()), ClusterSettings.class);
        try (ClusterClient client = ClusterClient.connect(settings);
                RemoteRegion region = client.memory()
                        .create(
                                "r",
                                (long) pages * PAGE,
                                RegionOptions.DEFAULT
                                        .withRedundancy(Redundancy.coded(4, PARITY))
                                        .withLocalBytes(1 << 20))) {
            for (long page = 0; page < pages; page++) {
                region.setLong(page * PAGE, page + 1);
            }
            region.flush();
            damage(root, client, pages, damaged, new Random(seed));

            ScrubProgress found = scrub(client);

            assertThat(found.fragmentsBad()).as("seed %d", seed).isEqualTo(damaged);
            assertThat(found.fragmentsRepaired()).as("seed %d", seed).isEqualTo(damaged);
            assertThat(found.stripesLost()).as("seed %d", seed).isZero();
            assertThat(scrub(client).fragmentsBad()).as("seed %d", seed).isZero();
            for (long page = 0; page < pages; page++) {
                assertThat(region.getLong(page * PAGE)).isEqualTo(page + 1);
            }
            assertThat(region.stats().store().badFragments()).isZero();
        } finally {
            LocalCluster.stopIfStarted(root);
        }
    }

    /** Damages fragments at random, at most as many of a stripe as may be lost. */
    private static void damage(Path root, ClusterClient client, int pages, int count, Random random)
            throws IOException {
        SlabGroup group = client.directory()
                .groups(client.directory().region("r").orElseThrow().id())
                .getFirst();
        Map<Integer, Long> damagedOf = new HashMap<>();
        Map<Integer, HostFaults> hosts = new HashMap<>();
        for (Member member : group.members()) {
            int id = member.host().host().value();
            hosts.put(id, HostFaults.of(root.resolve(member.host().host() + ".yaml")));
        }
        int damaged = 0;
        while (damaged < count) {
            int slot = random.nextInt(pages);
            int index = random.nextInt(group.members().size());
            long before = damagedOf.getOrDefault(slot, 0L);
            if (Long.bitCount(before) == PARITY || (before & 1L << index) != 0) {
                continue;
            }
            Member member = group.members().get(index);
            HostFaults host = hosts.get(member.host().host().value());
            Rot rot = KINDS.get(random.nextInt(KINDS.size()));
            if (host != null && host.damage(member.slab(), slot, rot, random.nextInt(1 << 20))) {
                damagedOf.put(slot, before | 1L << index);
                damaged++;
            }
        }
    }

    private static ScrubProgress scrub(ClusterClient client) {
        Scrub scrub = client.scrub(Long.MAX_VALUE);
        scrub.pass(client.directory().regions(), () -> false);
        return scrub.progress();
    }
}
