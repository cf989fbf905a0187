package io.farpage.server.cluster;

import io.farpage.api.Threads;
import io.farpage.metadata.MetadataPeer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A metadata peer that is started again in this process when it has stopped by itself, as it does when its disk is full or fails,
 * for as long as that takes. The body of the task that sees to it. Thread-safe.
 */
final class KeptPeer implements Threads.TaskBody, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KeptPeer.class);
    private static final long LOOK_NS = 500_000_000;
    private static final long RETRY_NS = 2_000_000_000;

    private final Start start;
    private volatile MetadataPeer peer;

    /** Starts a peer. */
    @FunctionalInterface
    interface Start {
        MetadataPeer run() throws IOException;
    }

    /**
     * Starts the peer for the first time.
     *
     * @throws IOException when it cannot start
     */
    KeptPeer(Start start) throws IOException {
        this.start = start;
        this.peer = start.run();
    }

    String id() {
        return peer.id();
    }

    /** Whether it takes part now. */
    boolean isAlive() {
        return peer.isAlive();
    }

    long appliedIndex() {
        return peer.appliedIndex();
    }

    Optional<String> leader() {
        return peer.leader();
    }

    /** Why it takes no part, if that is known. */
    String failure() {
        return peer.failure();
    }

    boolean leads() {
        return isAlive() && leader().filter(id()::equals).isPresent();
    }

    @Override
    public void run(Threads.Stop stop) {
        while (!stop.pause(LOOK_NS)) {
            if (!peer.isAlive()) {
                LOG.atError()
                        .addKeyValue("peer", id())
                        .addKeyValue("why", failure())
                        .log("stopped by itself, and is started again as soon as it can be");
                close();
                restart(stop);
            }
        }
    }

    private void restart(Threads.Stop stop) {
        String told = "";
        while (!stop.requested()) {
            try {
                peer = start.run();
                LOG.atInfo().addKeyValue("peer", id()).log("takes part again");
                return;
            } catch (IOException e) {
                if (!told.equals(e.getMessage())) {
                    told = String.valueOf(e.getMessage());
                    LOG.atWarn()
                            .addKeyValue("peer", id())
                            .addKeyValue("why", told)
                            .log("cannot start yet");
                }
            }
            stop.pause(RETRY_NS);
        }
    }

    /** Stops the peer. Call it when the task has ended. */
    @Override
    public void close() {
        try {
            peer.close();
        } catch (UncheckedIOException e) {
            LOG.atWarn().addKeyValue("peer", id()).setCause(e).log("did not stop in order");
        }
    }
}
