package io.farpage.server.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.farpage.api.Redundancy;
import io.farpage.pager.RegionOptions;
import io.farpage.pager.RemoteRegion;
import io.farpage.server.config.TransportKind;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** {@code reclaim} on real processes, under a program's reads and writes: the kernel has the memory back. */
class ReclaimVerbTest {
    private static final long LENGTH = 160 << 20;
    /** The program works on these. */
    private static final long PAGES = 2000;

    private static final RegionOptions SMALL_CACHE =
            RegionOptions.DEFAULT.withRedundancy(Redundancy.coded(4, 2)).withLocalBytes(1 << 20);

    @TempDir
    private Path directory;

    @Test
    void givesTheKernelItsMemoryBackWhileAProgramReadsAndWritesOnSharedMemory() throws IOException {
        giveBack(TransportKind.SHM);
    }

    @Tag("slow")
    @Test
    void givesTheKernelItsMemoryBackWhileAProgramReadsAndWritesOnAeron() throws IOException {
        giveBack(TransportKind.AERON);
    }

    private void giveBack(TransportKind transport) throws IOException {
        try (RunningCluster cluster = new RunningCluster(directory.resolve("c"), 7, 1, transport);
                ClusterClient client = cluster.client();
                RemoteRegion region = client.memory().create("r", LENGTH, SMALL_CACHE)) {
            StampedPages.fill(region, PAGES, 1);
            int busiest = cluster.busiest();
            long used = cluster.status(busiest).get("usedBytes").asLong();
            long wanted = used - (8 << 20);
            long residentBefore = residentBytes(client, cluster, busiest);
            AtomicBoolean reclaimed = new AtomicBoolean();
            AtomicLong round = new AtomicLong(1);
            CompletableFuture<Void> program = CompletableFuture.runAsync(() -> {
                while (!reclaimed.get()) {
                    StampedPages.check(region, 0, PAGES, round.get());
                    StampedPages.fill(region, PAGES, round.incrementAndGet());
                }
            });
            JsonNode result;
            try {
                result = cluster.verb("reclaim", Integer.toString(busiest), Long.toString(wanted), "--json")
                        .exits(0)
                        .json();
            } finally {
                reclaimed.set(true);
                program.join();
            }

            assertThat(result.get("slabsMoved").asInt()).isEqualTo(1);
            assertThat(result.get("fragmentsMoved").asLong()).isGreaterThan(LENGTH / StampedPages.PAGE);
            assertThat(result.get("bytesReclaimed").asLong()).isBetween(wanted, used);
            JsonNode host = cluster.status(busiest);
            assertThat(host.get("usedBytes").asLong()).isZero();
            assertThat(host.get("capacityBytes").asLong()).isEqualTo(used - wanted);
            assertThat(host.get("state").asText()).isEqualTo("ALIVE");
            // What a JVM takes for itself comes and goes by some MiB meanwhile.
            assertThat(residentBefore - residentBytes(client, cluster, busiest)).isGreaterThan(wanted - (8 << 20));
            assertThat(region.tolerates()).isEqualTo(2);
            StampedPages.check(region, 0, PAGES, round.get());
            assertThat(region.stats().store().lostPages()).isZero();

            cluster.verb("reclaim", Integer.toString(busiest), "--cancel").exits(0);
            assertThat(cluster.status(busiest).get("capacityBytes").asLong()).isEqualTo(64 << 20);
            refusesWhatMakesNoSense(cluster, busiest);
        }
    }

    private static void refusesWhatMakesNoSense(RunningCluster cluster, int host) {
        String id = Integer.toString(host);
        assertThat(cluster.verb("reclaim", "99", "1M").exits(2).err()).contains("there is no host 99");
        assertThat(cluster.verb("reclaim", id).exits(2).err()).contains("how many bytes");
        assertThat(cluster.verb("reclaim", id, "0").exits(2).err()).contains("how many bytes");
        assertThat(cluster.verb("reclaim", id, "1M", "--cancel").exits(2).err()).contains("how many bytes");
        assertThat(cluster.verb("reclaim", id, "much").exits(2).err()).contains("'much' is no amount of memory");
        assertThat(cluster.verb("reclaim", id, "-5").exits(2).err()).contains("-5");
        assertThat(cluster.verb("reclaim", id, "1G").exits(2).err()).contains("less than 1073741824");
    }

    /** What the process of a host has resident and, on shared memory, what its files on the tmpfs take. */
    private static long residentBytes(ClusterClient client, RunningCluster cluster, int host) throws IOException {
        String address = client.directory().hosts().get(host).address();
        long files =
                address.startsWith(Transports.SHM) ? allocatedBytes(address.substring(Transports.SHM.length())) : 0;
        return files
                + Files.readAllLines(Path.of("/proc/" + cluster.host(host).pid() + "/status")).stream()
                        .filter(line -> line.startsWith("VmRSS:"))
                        .mapToLong(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) << 10)
                        .sum();
    }

    private static long allocatedBytes(String directory) throws IOException {
        Process du = new ProcessBuilder("du", "-s", "--block-size=1", directory)
                .redirectErrorStream(true)
                .start();
        String answer = new String(du.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        return Long.parseLong(answer.substring(0, answer.indexOf('\t')));
    }
}
