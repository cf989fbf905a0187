package io.farpage.server.verbs;

import io.farpage.api.HostState;
import io.farpage.api.PlacementDirectory;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.Verb;
import io.farpage.server.cluster.ClusterClient;
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

    @Override
    public Integer call() throws InterruptedException {
        try (ClusterClient client = options.connect()) {
            PlacementDirectory directory = client.directory();
            HostSlabs before = HostSlabs.of(directory, id);
            if (cancel) {
                directory.setHostState(before.host().ref(), HostState.ALIVE);
                System.err.println("host " + id + " takes slabs again");
                return 0;
            }
            before.checkRoom(directory, before.host().usedBytes());
            directory.setHostState(before.host().ref(), HostState.DRAINING);
            before.await(client, "drain", h -> h.state() == HostState.DRAINING, h -> h.usedBytes() == 0);
            if (options.json()) {
                Json.print(new Drained(id, before.slabs(), before.fragments()));
            } else {
                System.out.printf("host %d holds nothing any more: %,d slabs were moved%n", id, before.slabs());
            }
        }
        return 0;
    }
}
