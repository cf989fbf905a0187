package io.farpage.chaos.processes;

import io.farpage.api.Member;
import io.farpage.api.SlabGroup;
import io.farpage.chaos.rot.Rot;
import io.farpage.chaos.rot.RotClient;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.metrics.MetricsClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

/** Faults, one after the other, as the seed decides; each waits until the region can bear it. Used by one thread. */
final class Nemeses {
    private static final long BEARABLE_PATIENCE_NS = 30_000_000_000L;
    private static final List<Rot> KINDS = List.of(Rot.values());
    private static final int DAMAGED_AT_ONCE = 20;

    private final Victims victims;
    private final ClusterClient client;
    private final Random random;
    private int damaged;

    Nemeses(Victims victims, ClusterClient client, Random random) {
        this.victims = victims;
        this.client = client;
        this.random = random;
    }

    /** Fragments that were damaged. */
    int damaged() {
        return damaged;
    }

    /** One fault, and a pause. */
    void strike() throws IOException, InterruptedException {
        int choice = random.nextInt(12);
        // Those who were killed come back before the cluster runs out of hosts.
        if (victims.killedHosts().size() >= 2) {
            victims.restart(victims.killedHosts().iterator().next());
        }
        switch (choice) {
            case 0, 1, 2, 3, 4 -> kill(1);
            case 5 -> kill(2);
            case 6, 7 -> stop(100 + random.nextInt(8_000));
            case 8 -> slow(3_000 + random.nextInt(5_000));
            case 9 -> killPeers(List.of(leader()), 1_000 + random.nextInt(4_000));
            case 10 -> killPeers(List.of(0, 1, 2), 1_000 + random.nextInt(5_000));
            default -> rot();
        }
        Thread.sleep(500 + random.nextInt(4_000));
    }

    private void kill(int count) throws InterruptedException {
        if (count > 1) {
            awaitWhole();
        }
        for (int i = 0; i < count; i++) {
            int victim = victim(count > 1 ? count - 1 - i : 1);
            if (victim >= 0) {
                victims.kill(victim);
            }
        }
    }

    private void stop(long millis) throws IOException, InterruptedException {
        int victim = victim(1);
        if (victim >= 0) {
            victims.stop(victim);
            Thread.sleep(millis);
            victims.resume(victim);
        }
    }

    /** A host that gets a twentieth of the processor. */
    private void slow(long millis) throws IOException, InterruptedException {
        int victim = victim(1);
        for (long left = millis; victim >= 0 && left > 0; left -= 200) {
            victims.stop(victim);
            Thread.sleep(190);
            victims.resume(victim);
            Thread.sleep(10);
        }
    }

    private void killPeers(List<Integer> indexes, long millis) throws IOException, InterruptedException {
        indexes.forEach(victims::killPeer);
        Thread.sleep(millis);
        for (int index : indexes) {
            victims.restartPeer(index);
        }
    }

    private int leader() {
        for (int i = 0; i < victims.peerCount(); i++) {
            Running peer = victims.peer(i);
            try {
                if (MetricsClient.read(peer.http(), "farpage_metadata_leader") == 1) {
                    return i;
                }
            } catch (UncheckedIOException | IllegalArgumentException e) {
                // It is still starting.
            }
        }
        return random.nextInt(victims.peerCount());
    }

    /** Damages fragments of stripes that are whole, each of another stripe, and has them mended. */
    private void rot() throws IOException, InterruptedException {
        if (!awaitWhole()) {
            return;
        }
        List<SlabGroup> groups = victims.groups();
        SlabGroup group = groups.get(random.nextInt(groups.size()));
        random.ints(0, group.slotCount()).distinct().limit(DAMAGED_AT_ONCE).forEach(slot -> {
            Member member = group.members().get(random.nextInt(group.members().size()));
            Rot rot = KINDS.get(random.nextInt(KINDS.size()));
            try {
                damaged += RotClient.of(victims.settings(member.host().host().value()))
                                .damage(member.slab(), slot, rot, random.nextInt(1 << 20))
                        ? 1
                        : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        client.scrub(1L << 30).pass(client.directory().regions(), () -> false);
    }

    private boolean awaitWhole() throws InterruptedException {
        long start = System.nanoTime();
        while (!victims.isWhole()) {
            if (System.nanoTime() - start > BEARABLE_PATIENCE_NS) {
                return false;
            }
            Thread.sleep(100);
        }
        return true;
    }

    /** A host that can be spared, as soon as there is one; -1 if there is none for a long time. */
    private int victim(int margin) throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < BEARABLE_PATIENCE_NS) {
            List<Integer> candidates = victims.candidates(margin);
            if (!candidates.isEmpty()) {
                return candidates.get(random.nextInt(candidates.size()));
            }
            Thread.sleep(100);
        }
        return -1;
    }
}
