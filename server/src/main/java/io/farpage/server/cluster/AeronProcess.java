package io.farpage.server.cluster;

import io.aeron.exceptions.AeronException;
import io.farpage.api.Threads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.ClusterSettings;
import io.farpage.store.aeron.AeronMedia;
import java.io.UncheckedIOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A process's part in Aeron, as the cluster's settings want it. */
final class AeronProcess {
    private static final Logger LOG = LoggerFactory.getLogger(AeronProcess.class);

    private AeronProcess() {}

    /**
     * Starts it.
     *
     * @throws UsageException when no media driver runs where it should, or its own finds no place for its files
     */
    static AeronMedia start(ClusterSettings cluster, Threads threads) {
        try {
            return new AeronMedia(cluster.aeron(), threads, AeronProcess::report);
        } catch (IllegalStateException | UncheckedIOException | AeronException e) {
            throw new UsageException(String.valueOf(e.getMessage()), e);
        }
    }

    /** What goes wrong on the network is told by whoever notices what it did, and counted; what else there is, is a bug. */
    private static void report(Throwable error) {
        if (error instanceof AeronException) {
            LOG.debug("aeron", error);
        } else {
            LOG.error("aeron: a message was not taken in", error);
        }
    }
}
