package io.farpage.chaos.processes;

import io.farpage.api.Member;
import io.farpage.api.SlabGroup;
import io.farpage.chaos.host.Rot;
import io.farpage.server.cluster.ClusterClient;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Random;

/** What happens to hosts. */
final class HostNemeses {
    private static final List<Rot> KINDS = List.of(Rot.values());
    private static final int DAMAGED_AT_ONCE = 20;

    private final Victims victims;
    private final ClusterClient client;
    private final Random random;
    private int damaged;

    HostNemeses(Victims victims, ClusterClient client, Random random) {
        this.victims = victims;
        this.client = client;
        this.random = random;
    }

    /** Fragments that were damaged. */
    int damaged() {
        return damaged;
    }

    void kill() throws InterruptedException {
        int victim = victims.awaitVictim(1, random);
        if (victim >= 0) {
            victims.kill(victim);
        }
    }

    void killTwo() throws InterruptedException {
        victims.awaitWhole();
        for (int margin = 1; margin >= 0; margin--) {
            int victim = victims.awaitVictim(margin, random);
            if (victim >= 0) {
                victims.kill(victim);
            }
        }
    }

    /** All hosts of one failure domain at once. */
    void killDomain() throws InterruptedException {
        if (victims.awaitWhole()) {
            victims.domainOf(random.nextInt(victims.hostCount())).forEach(victims::kill);
        }
    }

    void stop() throws IOException, InterruptedException {
        int victim = victims.awaitVictim(1, random);
        if (victim >= 0) {
            victims.stop(victim);
            Thread.sleep(100 + random.nextInt(8_000));
            victims.resume(victim);
        }
    }

    /** A host that gets a twentieth of the processor. */
    void slow() throws IOException, InterruptedException {
        int victim = victims.awaitVictim(1, random);
        for (int left = 3_000 + random.nextInt(5_000); victim >= 0 && left > 0; left -= 200) {
            victims.stop(victim);
            Thread.sleep(190);
            victims.resume(victim);
            Thread.sleep(10);
        }
    }

    /** Damages fragments of stripes that are whole, each of another stripe, and has them mended. */
    void rot() throws InterruptedException {
        if (!victims.awaitWhole()) {
            return;
        }
        List<SlabGroup> groups = victims.groups();
        if (groups.isEmpty()) {
            return;
        }
        SlabGroup group = groups.get(random.nextInt(groups.size()));
        random.ints(0, group.slotCount()).distinct().limit(DAMAGED_AT_ONCE).forEach(slot -> {
            Member member = group.members().get(random.nextInt(group.members().size()));
            Rot rot = KINDS.get(random.nextInt(KINDS.size()));
            try {
                damaged += victims.faults(member.host().host().value())
                                .damage(member.slab(), slot, rot, random.nextInt(1 << 20))
                        ? 1
                        : 0;
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        client.scrub(1L << 30).pass(client.directory().regions(), () -> false);
    }
}
