package io.farpage.server.verbs;

import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.Progress;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farpage drain}: moves everything away from a host. */
@Command(
        name = "drain",
        description = {
            "Moves everything that a host holds to others, and returns when it holds nothing and may be stopped.",
            "Programs go on meanwhile, and what they have survives as many losses as before. The host gets nothing new "
                    + "from then on, until it is restarted or the drain is taken back. An interrupted drain goes on by "
                    + "itself."
        })
public final class DrainVerb implements Verb {
    private static final long LOOK_MS = 200;

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(paramLabel = "HOST", description = "The host's id, as 'farpage status' shows it.")
    private int id;

    @Option(
            names = "--cancel",
            description = "Take a drain back: what the host still holds stays, and it gets new slabs.")
    private boolean cancel;

    /** Result of the verb. */
    private record Drained(int host, int slabsMoved, long fragmentsMoved) {}

    private record Held(int slabs, long fragments) {}

    @Override
    public Integer call() throws InterruptedException {
        try (ClusterClient client = options.connect()) {
            PlacementDirectory directory = client.directory();
            HostInfo host = find(directory);
            directory.setHostState(host.ref(), cancel ? HostState.ALIVE : HostState.DRAINING);
            if (cancel) {
                System.err.println("host " + id + " takes slabs again");
                return 0;
            }
            Held before = held(directory, host);
            awaitEmpty(client, host, before.slabs);
            if (options.json()) {
                Json.print(new Drained(id, before.slabs, before.fragments));
            } else {
                System.out.printf("host %d holds nothing any more: %,d slabs were moved%n", id, before.slabs);
            }
        }
        return 0;
    }

    private HostInfo find(PlacementDirectory directory) {
        List<HostInfo> hosts = directory.hosts();
        HostInfo host = hosts.stream()
                .filter(h -> h.ref().host().value() == id)
                .findFirst()
                .orElseThrow(
                        () -> new UsageException("there is no host " + id + "; 'farpage status' says which there are"));
        if (host.state() == HostState.DEAD) {
            throw new UsageException("host " + id + " is dead: it holds nothing that could be moved");
        }
        long room = hosts.stream()
                .filter(h -> h.state() == HostState.ALIVE && !h.ref().equals(host.ref()))
                .mapToLong(HostInfo::freeBytes)
                .sum();
        if (!cancel && room < host.usedBytes()) {
            throw new UsageException("host " + id + " holds " + host.usedBytes()
                    + " bytes and the others have room for " + room + ": add hosts or memory first");
        }
        return host;
    }

    private static Held held(PlacementDirectory directory, HostInfo host) {
        int slabs = 0;
        long fragments = 0;
        for (RegionInfo region : directory.regions()) {
            for (SlabGroup group : directory.groups(region.id())) {
                for (Member member : group.members()) {
                    if (member.stores() && member.host().equals(host.ref())) {
                        slabs++;
                        fragments += group.slotCount();
                    }
                }
            }
        }
        return new Held(slabs, fragments);
    }

    private void awaitEmpty(ClusterClient client, HostInfo host, int slabs) throws InterruptedException {
        PlacementDirectory directory = client.directory();
        try (Progress progress = new Progress("drain", slabs)) {
            int left = slabs;
            // A slab has left the host as soon as another one stands for it, but is safe only when that one is filled.
            while (left > 0 || client.status().repair().fragmentsLeft() > 0) {
                Thread.sleep(LOOK_MS);
                HostState state = find(directory, host);
                if (state != HostState.DRAINING) {
                    throw new IllegalStateException(
                            "host " + id + " is " + state + " now: the drain was taken back, or the host stopped");
                }
                int now = held(directory, host).slabs;
                progress.step(left - now);
                left = now;
            }
        }
    }

    private static HostState find(PlacementDirectory directory, HostInfo host) {
        return directory.hosts().stream()
                .filter(h -> h.ref().equals(host.ref()))
                .map(HostInfo::state)
                .findFirst()
                .orElse(HostState.DEAD);
    }
}
