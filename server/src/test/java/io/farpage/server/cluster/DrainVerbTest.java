package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farpage.api.Redundancy;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code drain} on real processes, under a program's reads and writes. */
class DrainVerbTest {
    private static final long PAGES = 3000;
    private static final RegionOptions SMALL_CACHE =
            RegionOptions.DEFAULT.withRedundancy(Redundancy.coded(4, 2)).withLocalBytes(1 << 20);

    @TempDir
    private static Path directory;

    private static RunningCluster cluster;

    @BeforeAll
    static void start() throws IOException {
        cluster = new RunningCluster(directory.resolve("c"), 7, 1);
    }

    @AfterAll
    static void stop() throws IOException {
        cluster.close();
    }

    @Test
    void movesEverythingAwayWhileAProgramReadsAndWritesAndTheHostMayBeKilledThen() throws IOException {
        try (ClusterClient client = cluster.client();
                RemoteRegion region = client.memory().create("r", PAGES * StampedPages.PAGE, SMALL_CACHE)) {
            StampedPages.fill(region, PAGES, 1);
            int busiest = cluster.busiest();
            AtomicBoolean drained = new AtomicBoolean();
            AtomicLong round = new AtomicLong(1);
            CompletableFuture<Void> program = CompletableFuture.runAsync(() -> {
                while (!drained.get()) {
                    StampedPages.check(region, 0, PAGES, round.get());
                    StampedPages.fill(region, PAGES, round.incrementAndGet());
                }
            });
            JsonNode result;
            try {
                result = cluster.verb("drain", Integer.toString(busiest), "--json")
                        .exits(0)
                        .json();
            } finally {
                drained.set(true);
                program.join();
            }

            assertThat(result.get("slabsMoved").asInt()).isPositive();
            assertThat(result.get("fragmentsMoved").asLong()).isPositive();
            JsonNode host = cluster.status(busiest);
            assertThat(host.get("usedBytes").asLong()).isZero();
            assertThat(host.get("state").asText()).isEqualTo("DRAINING");
            assertThat(region.tolerates()).isEqualTo(2);
            ClusterProcesses.kill(cluster.host(busiest));
            StampedPages.check(region, 0, PAGES, round.get());
            StampedPages.fill(region, PAGES, 1000);
            StampedPages.check(region, 0, PAGES, 1000);
            assertThat(region.stats().store().lostPages()).isZero();
        }
    }

    @Test
    void refusesHostsThatAreNotThere() {
        assertThat(cluster.verb("drain", "99").exits(2).err()).contains("there is no host 99");
        assertThat(cluster.verb("drain", "x").exits(2).err()).contains("HOST");
    }

    @Test
    void isTakenBack() throws IOException {
        cluster.verb("drain", "6", "--json").exits(0);
        assertThat(cluster.status(6).get("state").asText()).isEqualTo("DRAINING");
        cluster.verb("drain", "6", "--cancel").exits(0);
        assertThat(cluster.status(6).get("state").asText()).isEqualTo("ALIVE");
    }
}
