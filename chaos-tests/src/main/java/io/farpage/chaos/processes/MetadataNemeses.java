package io.farpage.chaos.processes;

import io.farpage.server.metrics.MetricsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

/** What happens to the metadata group. */
final class MetadataNemeses {
    private static final long FULL_MS = 8_000;

    private final Victims victims;
    private final SmallDisk disk;
    private final Random random;

    MetadataNemeses(Victims victims, SmallDisk disk, Random random) {
        this.victims = victims;
        this.disk = disk;
        this.random = random;
    }

    void killLeader() throws IOException, InterruptedException {
        kill(List.of(leader()), 1_000 + random.nextInt(4_000));
    }

    void killAll() throws IOException, InterruptedException {
        kill(IntStream.range(0, victims.peerCount()).boxed().toList(), 1_000 + random.nextInt(5_000));
    }

    /** A peer's disk is full for a while; its process has to stay, and the peer to take part again once there is room. */
    void fillDisk() throws IOException, InterruptedException {
        disk.fill();
        Thread.sleep(FULL_MS);
        disk.empty();
    }

    private void kill(List<Integer> indexes, long millis) throws IOException, InterruptedException {
        indexes.forEach(victims::killPeer);
        Thread.sleep(millis);
        for (int index : indexes) {
            victims.restartPeer(index);
        }
    }

    private int leader() {
        for (int i = 0; i < victims.peerCount(); i++) {
            try {
                if (MetricsClient.read(victims.peer(i).http(), "farpage_metadata_leader") == 1) {
                    return i;
                }
            } catch (UncheckedIOException | IllegalArgumentException e) {
                // It is still starting.
            }
        }
        return random.nextInt(victims.peerCount());
    }
}
