package io.farpage.chaos.rdma;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostState;
import io.farpage.api.Redundancy;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.SystemThreads;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterPlan;
import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.cluster.LocalCluster;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.Settings;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.lang.foreign.MemorySegment;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfEnvironmentVariable;
import org.junit.jupiter.api.io.TempDir;

/** A cluster of processes over a real RDMA device, of which two hosts are killed while their pages are read. */
@EnabledIfEnvironmentVariable(named = "FARPAGE_RDMA_IP", matches = ".+")
class RdmaClusterTest {
    private static final long TIMEOUT_NS = Duration.ofMinutes(1).toNanos();
    private static final int PAGE = 4096;
    private static final long BYTES = 64L << 20;
    private static final long PAGES = BYTES / PAGE;
    private static final int WORDS = PAGE / Long.BYTES;
    private static final Redundancy REDUNDANCY = Redundancy.coded(4, 2);

    @TempDir
    private Path directory;

    @AfterEach
    void stop() {
        LocalCluster.stopIfStarted(directory.resolve("c"));
    }

    @Test
    void readsEveryPageRightWhileTwoOfSixHostsAreKilled() throws IOException {
        LocalCluster.Started started = LocalCluster.start(
                directory.resolve("c"),
                // Emulated processors do not always answer within the usual second and a half.
                new ClusterPlan(REDUNDANCY.total(), 64, TransportKind.RDMA)
                        .heartbeatMs(10_000)
                        .leaseMs(60_000)
                        .patience(Duration.ofMinutes(5)));
        ClusterSettings settings = Settings.read(Path.of(started.config()), ClusterSettings.class);
        long wrong = 0;
        try (ClusterClient client = ClusterClient.connect(settings);
                RemoteRegion region = create(client)) {
            long[] page = new long[WORDS];
            for (long i = 0; i < PAGES; i++) {
                fill(page, i);
                region.write(i * PAGE, MemorySegment.ofArray(page));
            }
            region.flush();
            wrong += wrongPages(region, 0, PAGES / 2);
            for (int host = 0; host < REDUNDANCY.parity(); host++) {
                ClusterProcesses.kill(started.hosts().get(host));
            }
            wrong += wrongPages(region, PAGES / 2, PAGES);
            wrong += wrongPages(region, 0, PAGES / 2);
        }
        Files.writeString(Path.of(System.getProperty("farpage.rdma.wrong-pages")), Long.toString(wrong));
        assertThat(wrong).isZero();
    }

    private static RemoteRegion create(ClusterClient client) {
        boolean allAlive = new SystemThreads()
                .await(
                        () -> client.status().hosts().stream()
                                .allMatch(host -> host.state().equals(HostState.ALIVE.name())),
                        TIMEOUT_NS);
        assertThat(allAlive)
                .as("all hosts are alive: " + client.status().hosts())
                .isTrue();
        return client.memory()
                .create(
                        "r",
                        BYTES,
                        RegionOptions.DEFAULT.withRedundancy(REDUNDANCY).withLocalBytes(4 << 20));
    }

    private static long wrongPages(RemoteRegion region, long from, long to) {
        long[] expected = new long[WORDS];
        long[] actual = new long[WORDS];
        long wrong = 0;
        for (long i = from; i < to; i++) {
            fill(expected, i);
            region.read(i * PAGE, MemorySegment.ofArray(actual));
            if (!Arrays.equals(expected, actual)) {
                wrong++;
            }
        }
        return wrong;
    }

    private static void fill(long[] page, long number) {
        for (int word = 0; word < WORDS; word++) {
            page[word] = number << 32 | (long) word * 0x9e37_79b9L;
        }
    }
}
