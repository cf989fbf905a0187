package io.farpage.server.verbs;

import io.farpage.api.HostInfo;
import io.farpage.api.HostStats;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Reply;
import io.farpage.server.cli.ByteCount;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code farpage reclaim}: gives memory that a host lends back to its machine. */
@Command(
        name = "reclaim",
        description = {
            "Gives memory that slabs take on a host back to its machine: slabs move to other hosts until they take at least "
                    + "BYTES less there. Returns when the host has given the memory back.",
            "Programs go on meanwhile, and what they have survives as many losses as before. The host lends no more than what "
                    + "is left from then on, until it is restarted or this is taken back. An interrupted reclaim goes on by "
                    + "itself."
        })
public final class ReclaimVerb implements Verb {
    private static final long LOOK_MS = 100;

    @Mixin
    private final ClientOptions options = new ClientOptions();

    @Parameters(index = "0", paramLabel = "HOST", description = "The host's id, as 'farpage status' shows it.")
    private int id;

    @Parameters(
            index = "1",
            arity = "0..1",
            paramLabel = "BYTES",
            converter = ByteCount.class,
            description = "How much to give back: a number, in bytes or with K, M or G for 2^10, 2^20 or 2^30.")
    private @Nullable Long bytes;

    @Option(names = "--cancel", description = "Take a reclaim back: the host lends what it was started to lend.")
    private boolean cancel;

    /** Result of the verb. */
    private record Reclaimed(int host, int slabsMoved, long fragmentsMoved, long bytesReclaimed, long capacityBytes) {}

    @Override
    public Integer call() throws InterruptedException {
        if (cancel == (bytes != null) || (bytes != null && bytes < 1)) {
            throw new UsageException("say how many bytes to give back, 1 or more, or --cancel");
        }
        try (ClusterClient client = options.connect()) {
            PlacementDirectory directory = client.directory();
            HostSlabs before = HostSlabs.of(directory, id);
            HostStats stats = stats(client, before.host());
            if (bytes == null) {
                lend(directory, before.host(), stats.capacityBytes());
                System.err.println("host " + id + " lends " + stats.capacityBytes() + " bytes again");
                return 0;
            }
            reclaim(client, before, stats, bytes);
        }
        return 0;
    }

    private void reclaim(ClusterClient client, HostSlabs before, HostStats stats, long wanted)
            throws InterruptedException {
        HostInfo host = before.host();
        if (wanted > host.usedBytes()) {
            throw new UsageException("slabs take " + host.usedBytes() + " bytes of host " + id + ", less than " + wanted
                    + ": memory that it lends and nobody uses is its machine's already");
        }
        before.checkRoom(client.directory(), wanted);
        long left = host.usedBytes() - wanted;
        lend(client.directory(), host, left);
        HostSlabs after = before.await(
                client, "reclaim", h -> h.capacityBytes() == left, h -> h.usedBytes() <= h.capacityBytes());
        HostStats now = stats(client, host);
        while (now.usedBytes() > stats.usedBytes() - wanted) {
            Thread.sleep(LOOK_MS); // The last slab is given back when nobody needs it any more.
            now = stats(client, host);
        }
        Reclaimed result = new Reclaimed(
                id,
                before.slabs() - after.slabs(),
                before.fragments() - after.fragments(),
                stats.usedBytes() - now.usedBytes(),
                left);
        if (options.json()) {
            Json.print(result);
        } else {
            System.out.printf(
                    "host %d gave %,d bytes back: %,d slabs were moved%n",
                    id, result.bytesReclaimed, result.slabsMoved);
        }
    }

    private void lend(PlacementDirectory directory, HostInfo host, long capacityBytes) {
        if (!directory.setHostCapacity(host.ref(), host.capacityBytes(), capacityBytes)) {
            throw new IllegalStateException(
                    "host " + id + " was restarted, or what it lends was changed, just now: try again");
        }
    }

    private static HostStats stats(ClusterClient client, HostInfo host) {
        return switch (client.stats(host.ref())) {
            case Reply.Done<HostStats> done -> done.value();
            case Reply.Failed<HostStats> failed ->
                throw new IllegalStateException(host.ref() + " does not say what it holds: " + failed.detail());
        };
    }
}
