package io.farpage.chaos.sim;

import io.farpage.api.DirectoryException;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Threads;
import io.farpage.replication.HostMonitor;
import io.farpage.replication.LeastUsedPlacement;
import io.farpage.replication.Peers;
import io.farpage.replication.RepairService;
import io.farpage.replication.Scrub;

/** What the metadata leader does beside answering: watches hosts, repairs, scrubs. */
final class SimCoordinator {
    private static final long HEARTBEAT_NS = 200_000_000;
    private static final long REPAIR_INTERVAL_NS = 50_000_000;

    private final SimProcess process;
    private final Scrub scrub;
    private final PlacementDirectory directory;

    SimCoordinator(SimProcess process, SimWorld world) {
        this.process = process;
        directory = world.directory().of(process);
        Peers peers = new Peers(world.network().of(process), directory);
        process.start("host monitor", new HostMonitor(directory, peers, process, HEARTBEAT_NS, host -> {}));
        process.start(
                "repair",
                new RepairService(
                        directory,
                        peers,
                        process,
                        new LeastUsedPlacement(),
                        SimOwner.stripes(),
                        Long.MAX_VALUE,
                        REPAIR_INTERVAL_NS));
        scrub = new Scrub(directory, peers, process, SimOwner.stripes(), Long.MAX_VALUE);
    }

    SimProcess process() {
        return process;
    }

    private boolean foundNothing(Threads.Stop stop) {
        long before = scrub.progress().fragmentsBad() + scrub.progress().fragmentsUnread();
        try {
            scrub.pass(directory.regions(), stop::requested);
        } catch (DirectoryException e) {
            return false;
        }
        return before == scrub.progress().fragmentsBad() + scrub.progress().fragmentsUnread();
    }

    /** Scrubs until nothing bad is found any more, and says so. */
    void scrub(Runnable done) {
        process.start("scrub", stop -> {
            while (!foundNothing(stop)) {
                stop.pause(REPAIR_INTERVAL_NS);
            }
            done.run();
        });
    }
}
