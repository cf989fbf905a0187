package io.farpage.server.cluster;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostRef;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Threads;
import io.farpage.replication.HostMonitor;
import io.farpage.replication.Peers;
import io.farpage.replication.RepairProgress;
import io.farpage.replication.RepairService;
import io.farpage.replication.Scrub;
import io.farpage.replication.ScrubProgress;
import io.farpage.replication.StripeConfig;
import io.farpage.server.config.ClusterSettings;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Watches hosts, repairs slab groups and scrubs them in the metadata peer that leads. When the leader changes two may be at it for a
 * moment; every change is a compare-and-set in the directory, so that costs work and nothing else.
 */
final class Coordinator implements Threads.TaskBody {
    private static final Logger LOG = LoggerFactory.getLogger(Coordinator.class);
    private static final long LOOK_NS = 100_000_000;
    private static final long SCRUB_REST_NS = 600_000_000_000L;

    private final PlacementDirectory directory;
    private final Threads threads;
    private final BooleanSupplier leading;
    private final Transports transports;
    private final Peers peers;
    private final HostMonitor monitor;
    private final RepairService repair;
    private final Scrub scrub;
    private final long bytesPerSecond;
    private final AtomicLong deadHosts = new AtomicLong();

    /**
     * A coordinator that does nothing yet.
     *
     * @param leading whether this process's peer leads now
     */
    Coordinator(PlacementDirectory directory, Threads threads, ClusterSettings cluster, BooleanSupplier leading) {
        this.directory = directory;
        this.threads = threads;
        this.leading = leading;
        bytesPerSecond = cluster.repairBytesPerSecond();
        transports = new Transports(cluster, threads);
        peers = new Peers(transports, directory);
        monitor = new HostMonitor(directory, peers, threads, cluster.heartbeat().toNanos(), this::noteDead);
        repair = new RepairService(
                directory,
                peers,
                threads,
                cluster.placement().policy(),
                StripeConfig.defaults(),
                bytesPerSecond,
                cluster.heartbeat().toNanos() / 2);
        scrub = new Scrub(directory, peers, threads, StripeConfig.defaults(), cluster.scrubBytesPerSecond());
    }

    /** What was scrubbed while this peer led. */
    ScrubProgress scrubbed() {
        return scrub.progress();
    }

    boolean leads() {
        return leading.getAsBoolean();
    }

    /** Hosts that were declared dead while this peer led. */
    long deadHosts() {
        return deadHosts.get();
    }

    /** What was repaired while this peer led. */
    RepairProgress repaired() {
        return repair.progress();
    }

    /** What was moved between hosts that live while this peer led. */
    RepairProgress moved() {
        return repair.moves();
    }

    /** Returns what the directory was told last; null when that is not known. */
    private @Nullable String noteBlocked(@Nullable String noted) {
        String why = repairBlockedBy();
        if (why.equals(noted)) {
            return noted;
        }
        if (!why.isEmpty()) {
            LOG.atWarn().addKeyValue("why", why).log("repair cannot go on");
        }
        try {
            directory.noteRepairBlocked(why.substring(0, Math.min(why.length(), PlacementDirectory.MAX_NOTE)));
            return why;
        } catch (DirectoryException e) {
            return null; // It is told when it answers.
        }
    }

    private void noteDead(HostRef host) {
        deadHosts.incrementAndGet();
        LOG.atWarn().addKeyValue("host", host).log("missed its heartbeats and is dead");
    }

    @Override
    public void run(Threads.Stop stop) {
        while (!stop.requested()) {
            if (leads()) {
                lead(stop);
            }
            stop.pause(LOOK_NS);
        }
        peers.close();
        transports.close();
    }

    /** The work of one term of leadership. */
    private void lead(Threads.Stop stop) {
        LOG.info("leads: watches hosts and repairs");
        Threads.Task watching = threads.start("host monitor", monitor);
        Threads.Task repairing = threads.start("repair", repair);
        Threads.Task scrubbing = threads.start("scrub", scrub.every(SCRUB_REST_NS));
        try {
            followRepair(stop);
        } finally {
            scrubbing.close();
            watching.close();
            repairing.close();
            peers.disconnect();
        }
        LOG.info("does not lead any more");
    }

    /** What is left takes at the least so long. */
    double repairSecondsLeft() {
        return (double) repaired().bytesLeft() / bytesPerSecond;
    }

    /** Why repair cannot go on, or empty. */
    String repairBlockedBy() {
        return repair.blockedBy();
    }

    /** Shows in the log and in the directory how repair goes. */
    private void followRepair(Threads.Stop stop) {
        boolean busy = false;
        String noted = null;
        while (leads() && !stop.pause(LOOK_NS)) {
            noted = noteBlocked(noted);
            long left = repaired().fragmentsLeft();
            if (busy != left > 0) {
                busy = left > 0;
                LOG.atInfo()
                        .addKeyValue("fragmentsLeft", left)
                        .addKeyValue("fragmentsRepaired", repaired().fragmentsRepaired())
                        .addKeyValue("fragmentsLost", repaired().fragmentsLost())
                        .log(busy ? "repair begins" : "repair is done");
            }
        }
    }
}
