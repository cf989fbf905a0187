package io.farpage.server.verbs;

import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.server.cli.Progress;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cluster.ClusterClient;
import java.util.function.Predicate;

/**
 * What a host holds when slabs are about to move away from it.
 *
 * @param host the host then
 * @param slabs how many slabs
 * @param fragments how many slots these have
 */
record HostSlabs(HostInfo host, int slabs, long fragments) {
    private static final long LOOK_MS = 200;

    /**
     * Looks at a host.
     *
     * @throws UsageException when there is none of that id, or it is dead
     */
    static HostSlabs of(PlacementDirectory directory, int id) {
        HostInfo host = directory.hosts().stream()
                .filter(h -> h.ref().host().value() == id)
                .findFirst()
                .orElseThrow(
                        () -> new UsageException("there is no host " + id + "; 'farpage status' says which there are"));
        if (host.state() == HostState.DEAD) {
            throw new UsageException("host " + id + " is dead: it holds nothing that could be moved");
        }
        int slabs = 0;
        long fragments = 0;
        for (RegionInfo region : directory.regions()) {
            for (SlabGroup group : directory.groups(region.id())) {
                if (group.members().stream()
                        .anyMatch(m -> m.stores() && m.host().equals(host.ref()))) {
                    slabs++;
                    fragments += group.slotCount();
                }
            }
        }
        return new HostSlabs(host, slabs, fragments);
    }

    /**
     * Refuses what the other hosts have no room for.
     *
     * @param bytes what shall move to them
     */
    void checkRoom(PlacementDirectory directory, long bytes) {
        long room = directory.hosts().stream()
                .filter(h -> h.state() == HostState.ALIVE && !h.ref().equals(host.ref()))
                .mapToLong(HostInfo::freeBytes)
                .sum();
        if (room < bytes) {
            throw new UsageException("of host " + host.ref().host().value() + " " + bytes
                    + " bytes would have to move, and the others have room for " + room
                    + ": add hosts or memory first");
        }
    }

    /**
     * Waits until slabs have moved and nothing is left to repair: a slab has left the host as soon as another one stands for it,
     * but is safe only when that one is filled. Says on standard error what it waits for.
     *
     * @param expected what is so until then; if it is not, somebody has changed his mind
     * @param done whether enough has moved
     * @return what the host still holds
     */
    HostSlabs await(ClusterClient client, String task, Predicate<HostInfo> expected, Predicate<HostInfo> done)
            throws InterruptedException {
        int id = host.ref().host().value();
        HostSlabs now = this;
        String waitsFor = "";
        try (Progress progress = new Progress(task, slabs)) {
            while (true) {
                HostSlabs next = of(client.directory(), id);
                if (!next.host.ref().equals(host.ref()) || !expected.test(next.host)) {
                    throw new IllegalStateException("host " + id + " is " + next.host.state() + " now: the " + task
                            + " was taken back, or the host was restarted");
                }
                progress.step(now.slabs - next.slabs);
                now = next;
                if (done.test(now.host) && client.status().repair().fragmentsLeft() == 0) {
                    return now;
                }
                String blockedBy = client.directory().repairBlockedBy();
                if (!blockedBy.isEmpty() && !blockedBy.equals(waitsFor)) {
                    System.err.println("waits: " + blockedBy);
                }
                waitsFor = blockedBy;
                Thread.sleep(LOOK_MS);
            }
        }
    }
}
