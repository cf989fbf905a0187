package io.farpage.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.HostId;
import io.farpage.api.PageLostException;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.chaos.history.HistoryChecker;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.EmbeddedCluster;
import io.farpage.server.EmbeddedConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every pattern of hosts that a region must survive, killed at random moments of a running workload. */
class LossPatternsTest {
    private static final int PAGE_BYTES = 4096;
    private static final int PAGES = 512;
    private static final int WRITERS = 3;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    @TempDir
    private Path directory;

    @TempDir
    private Path histories;

    @Test
    void survivesEveryPatternOfUpToTwoHostsOf4Plus2() {
        killEveryPattern(Redundancy.coded(4, 2), 1, 2);
    }

    @Test
    @Tag("slow")
    void survivesEveryPatternOfUpToTwoHostsOf8Plus2() {
        killEveryPattern(Redundancy.coded(8, 2), 1, 2);
    }

    @Test
    @Tag("slow")
    void survivesEveryPatternOfUpToThreeHostsOf8Plus3() {
        killEveryPattern(Redundancy.coded(8, 3), 1, 3);
    }

    @Test
    @Tag("slow")
    void survivesEveryPatternOfUpToTwoHostsOfThreeCopies() {
        killEveryPattern(Redundancy.copies(3), 1, 2);
    }

    @Test
    void reportsPagesAsLostWhenOneHostTooManyDies() {
        reportLosses(3);
    }

    @Test
    @Tag("slow")
    void reportsTwoHundredLosses() {
        reportLosses(200);
    }

    /** Kills one member more than can be borne, other ones each time: every page of the region that is not local is reported. */
    private void reportLosses(int times) {
        Redundancy redundancy = Redundancy.coded(4, 2);
        long seed = RandomGenerator.getDefault().nextLong();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        List<List<Integer>> patterns = patterns(redundancy.total(), redundancy.parity() + 1, redundancy.parity() + 1);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(config(redundancy))) {
            for (int i = 0; i < times; i++) {
                int time = i;
                try (RemoteRegion region = create(cluster, redundancy)) {
                    for (long page = 0; page < PAGES; page++) {
                        region.setLong(page * PAGE_BYTES, page + 1);
                    }
                }
                List<HostId> killed = kill(cluster, patterns.get(random.nextInt(patterns.size())));
                try (RemoteRegion region = attach(cluster)) {
                    for (long page = 0; page < PAGES; page++) {
                        long offset = page * PAGE_BYTES;
                        assertThatThrownBy(() -> region.getLong(offset))
                                .as("loss %d of %s, seed %d", time, killed, seed)
                                .isInstanceOf(PageLostException.class);
                    }
                }
                killed.forEach(cluster::start);
                cluster.memory().delete("chaos");
            }
        }
    }

    /** Takes the region over once those that do not answer are known to be dead. */
    private static RemoteRegion attach(EmbeddedCluster cluster) {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            try {
                return cluster.memory().attach("chaos");
            } catch (RegionException e) {
                if (System.nanoTime() > deadline) {
                    throw e;
                }
                Thread.onSpinWait();
            }
        }
    }

    private void killEveryPattern(Redundancy redundancy, int fewest, int most) {
        long seed = RandomGenerator.getDefault().nextLong();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(config(redundancy));
                RemoteRegion region = create(cluster, redundancy)) {
            int life = 0;
            for (List<Integer> pattern : patterns(redundancy.total(), fewest, most)) {
                try (CheckedWorkload workload = workload(region, random.nextLong(), life++)) {
                    runUntil(workload, 100 + random.nextInt(2_000));
                    List<HostId> killed = kill(cluster, pattern);
                    assertThat(cluster.awaitFullTolerance("chaos", PATIENCE))
                            .as(
                                    "repair after loss of %s, seed %d: %s",
                                    pattern, seed, cluster.repair().blockedBy())
                            .isTrue();
                    killed.forEach(cluster::start);
                    workload.stop();
                    workload.readAll();
                }
                assertThat(HistoryChecker.check(histories).details())
                        .as("loss of %s, seed %d", pattern, seed)
                        .isEmpty();
            }
            assertThat(region.stats().store().degradedReads()).isPositive();
            assertThat(cluster.repair().fragmentsRepaired()).isPositive();
        }
    }

    private CheckedWorkload workload(RemoteRegion region, long seed, int life) {
        return new CheckedWorkload(
                region, new CheckedWorkload.Plan(PAGES, WRITERS, 0, seed, histories, life), System.nanoTime());
    }

    private static void runUntil(CheckedWorkload workload, long operations) {
        workload.start(true);
        while (workload.operations() < operations + PAGES && !workload.hasFailed()) {
            Thread.onSpinWait();
        }
    }

    private static List<HostId> kill(EmbeddedCluster cluster, List<Integer> indexes) {
        List<HostId> victims = indexes.stream()
                .map(i -> cluster.groups("chaos")
                        .getFirst()
                        .members()
                        .get(i)
                        .host()
                        .host())
                .toList();
        victims.forEach(cluster::kill);
        return victims;
    }

    private EmbeddedConfig config(Redundancy redundancy) {
        return EmbeddedConfig.builder(directory)
                .hosts(redundancy.total() + redundancy.parity())
                .hostBytes(16 << 20)
                .slabBytes(1 << 20)
                .heartbeat(Duration.ofMillis(10))
                .build();
    }

    private static RemoteRegion create(EmbeddedCluster cluster, Redundancy redundancy) {
        RegionOptions options =
                RegionOptions.DEFAULT.withRedundancy(redundancy).withLocalBytes((long) PAGES / 4 * PAGE_BYTES);
        return cluster.memory().create("chaos", (long) PAGES * PAGE_BYTES, options);
    }

    private static List<List<Integer>> patterns(int total, int fewest, int most) {
        List<List<Integer>> patterns = new ArrayList<>();
        for (int mask = 0; mask < 1 << total; mask++) {
            if (Integer.bitCount(mask) >= fewest && Integer.bitCount(mask) <= most) {
                List<Integer> pattern = new ArrayList<>();
                for (int i = 0; i < total; i++) {
                    if ((mask & 1 << i) != 0) {
                        pattern.add(i);
                    }
                }
                patterns.add(pattern);
            }
        }
        return patterns;
    }
}
