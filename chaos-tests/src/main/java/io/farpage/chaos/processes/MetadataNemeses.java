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
    private final PeerNetwork network;
    private final Random random;
    private int splits;

    MetadataNemeses(Victims victims, SmallDisk disk, PeerNetwork network, Random random) {
        this.victims = victims;
        this.disk = disk;
        this.network = network;
        this.random = random;
    }

    int splits() {
        return splits;
    }

    void killLeader() throws IOException, InterruptedException {
        kill(List.of(leader()), 1_000 + random.nextInt(4_000));
    }

    void killAll() throws IOException, InterruptedException {
        kill(IntStream.range(0, victims.peerCount()).boxed().toList(), 1_000 + random.nextInt(5_000));
    }

    /** The leader stands still, and does not know it afterwards. */
    void stopLeader() throws IOException, InterruptedException {
        int leader = leader();
        victims.stopPeer(leader);
        Thread.sleep(1_000 + random.nextInt(7_000));
        victims.resumePeer(leader);
    }

    /** One peer, which may lead, does not hear the others, or they do not hear it, or both; everybody else hears all of them. */
    void split() throws InterruptedException {
        int alone = random.nextBoolean() ? leader() : random.nextInt(victims.peerCount());
        int ways = 1 + random.nextInt(3);
        splits++;
        cut(alone, ways, true);
        Thread.sleep(2_000 + random.nextInt(8_000));
        cut(alone, ways, false);
    }

    private void cut(int alone, int ways, boolean isCut) throws InterruptedException {
        for (int other = 0; other < victims.peerCount(); other++) {
            if (other != alone && (ways & 1) != 0) {
                network.cut(alone, other, isCut);
            }
            if (other != alone && (ways & 2) != 0) {
                network.cut(other, alone, isCut);
            }
        }
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
