package io.farpage.server.cluster;

import io.farpage.api.PlacementDirectory;
import io.farpage.api.Threads;
import io.farpage.replication.HostMonitor;
import io.farpage.replication.LeastUsedPlacement;
import io.farpage.replication.Peers;
import io.farpage.replication.RepairService;
import io.farpage.replication.StripeConfig;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Watches hosts and repairs slab groups in the metadata peer that leads. When the leader changes two may be at it for a
 * moment; every change is a compare-and-set in the directory, so that costs work and nothing else.
 */
final class Coordinator implements Threads.TaskBody {
    private static final long LOOK_NS = 100_000_000;
    private static final long REPAIR_INTERVAL_NS = 200_000_000;

    private final PlacementDirectory directory;
    private final Threads threads;
    private final BooleanSupplier leading;
    private final long heartbeatNs;

    /**
     * A coordinator that does nothing yet.
     *
     * @param leading whether this process's peer leads now
     */
    Coordinator(PlacementDirectory directory, Threads threads, BooleanSupplier leading, long heartbeatNs) {
        this.directory = directory;
        this.threads = threads;
        this.leading = leading;
        this.heartbeatNs = heartbeatNs;
    }

    @Override
    public void run(Threads.Stop stop) {
        @Nullable Term term = null;
        while (!stop.pause(LOOK_NS)) {
            boolean leads = leading.getAsBoolean();
            if (leads && term == null) {
                term = new Term();
            } else if (!leads && term != null) {
                term.close();
                term = null;
            }
        }
        if (term != null) {
            term.close();
        }
    }

    /** The work of one term of leadership. */
    private final class Term implements AutoCloseable {
        private final Peers peers = new Peers(new Transports(threads), directory);
        private final Threads.Task monitor =
                threads.start("host monitor", new HostMonitor(directory, peers, heartbeatNs));
        private final Threads.Task repair = threads.start(
                "repair",
                new RepairService(
                        directory,
                        peers,
                        threads,
                        new LeastUsedPlacement(),
                        StripeConfig.defaults(),
                        REPAIR_INTERVAL_NS));

        @Override
        public void close() {
            monitor.close();
            repair.close();
            peers.close();
        }
    }
}
