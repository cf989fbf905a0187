package io.farpage.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostId;
import io.farpage.api.Redundancy;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.EmbeddedCluster;
import io.farpage.server.EmbeddedConfig;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
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

    @Test
    void survivesEveryPatternOfUpToTwoHostsOf4Plus2() {
        killEveryPattern(Redundancy.coded(4, 2), 1, 2);
    }

    @Test
    void survivesEveryPatternOfUpToTwoHostsOfThreeCopies() {
        killEveryPattern(Redundancy.copies(3), 1, 2);
    }

    @Test
    void reportsPagesAsLostWhenOneHostTooManyDies() {
        Redundancy redundancy = Redundancy.coded(4, 2);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(config(redundancy));
                RemoteRegion region = create(cluster, redundancy)) {
            CheckedWorkload workload = new CheckedWorkload(region, PAGE_BYTES, PAGES, WRITERS, 1);
            try (workload) {
                runUntil(workload, 5_000);
            }
            region.flush();
            kill(cluster, List.of(0, 1, 2));
            workload.checkAll();

            assertThat(workload.violations()).isEmpty();
            assertThat(workload.lostReads()).isPositive();
        }
    }

    private void killEveryPattern(Redundancy redundancy, int fewest, int most) {
        long seed = RandomGenerator.getDefault().nextLong();
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        try (EmbeddedCluster cluster = EmbeddedCluster.start(config(redundancy));
                RemoteRegion region = create(cluster, redundancy)) {
            for (List<Integer> pattern : patterns(redundancy.total(), fewest, most)) {
                try (CheckedWorkload workload =
                        new CheckedWorkload(region, PAGE_BYTES, PAGES, WRITERS, random.nextLong())) {
                    write(region);
                    runUntil(workload, 100 + random.nextInt(2_000));
                    List<HostId> killed = kill(cluster, pattern);
                    assertThat(cluster.awaitFullTolerance("chaos", PATIENCE))
                            .as(
                                    "repair after loss of %s, seed %d: %s",
                                    pattern, seed, cluster.repair().blockedBy())
                            .isTrue();
                    killed.forEach(cluster::start);
                    workload.stop();
                    workload.checkAll();

                    assertThat(workload.violations())
                            .as("loss of %s, seed %d", pattern, seed)
                            .isEmpty();
                    assertThat(workload.lostReads())
                            .as("loss of %s, seed %d", pattern, seed)
                            .isZero();
                }
            }
            assertThat(region.stats().store().degradedReads()).isPositive();
            assertThat(cluster.repair().fragmentsRepaired()).isPositive();
        }
    }

    /** Each workload starts with pages of zeros. */
    private static void write(RemoteRegion region) {
        region.write(0, ByteBuffer.allocate(PAGES * PAGE_BYTES));
    }

    private static void runUntil(CheckedWorkload workload, long operations) {
        workload.start();
        while (workload.operations() < operations && workload.violations().isEmpty()) {
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
