package io.farpage.server.cluster;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.Threads;
import io.farpage.server.SystemThreads;
import io.farpage.server.cli.UsageException;
import io.farpage.server.config.ClusterSettings;
import io.farpage.server.config.HostSettings;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One memory host of a cluster. What it holds lives as long as the process, unless the cluster takes it for dead meanwhile, because
 * it stood still or could not be reached: then it begins again, empty, as a new incarnation.
 */
public final class HostProcess implements Threads.TaskBody, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(HostProcess.class);
    private static final int HEARTBEATS_PER_LOOK = 4;

    private final ClusterSettings cluster;
    private final HostSettings settings;
    private final HostSurroundings around;
    private final Threads.Task looking;
    private @Nullable HostLife life;
    private volatile boolean superseded;

    private HostProcess(ClusterSettings cluster, HostSettings settings, HostSurroundings around) {
        this.cluster = cluster;
        this.settings = settings;
        this.around = around;
        life = HostLife.start(cluster, settings, around);
        looking = new SystemThreads().start("incarnation", this);
    }

    /** As {@link #start(ClusterSettings, HostSettings, HostSurroundings)}, with nothing around it. */
    public static HostProcess start(ClusterSettings cluster, HostSettings settings) {
        return start(cluster, settings, HostSurroundings.NONE);
    }

    /**
     * Starts a host and makes it known; returns when it serves.
     *
     * @param around may stand between the host and its memory and network
     * @throws UsageException when its directory or a port cannot be used
     * @throws DirectoryException when the metadata group does not answer or does not want it
     */
    public static HostProcess start(ClusterSettings cluster, HostSettings settings, HostSurroundings around) {
        return new HostProcess(cluster, settings, around);
    }

    /** Whether it is the host that it says it is, and not another process that was started after it. */
    public boolean isAlive() {
        return !superseded;
    }

    @Override
    public void run(Threads.Stop stop) {
        while (!superseded
                && !stop.pause(HEARTBEATS_PER_LOOK * cluster.heartbeat().toNanos())) {
            try {
                look();
            } catch (DirectoryException | UsageException e) {
                LOG.warn("{} tries again: {}", settings.hostId(), e.getMessage());
            }
        }
    }

    private void look() {
        HostLife current = life;
        if (current == null) {
            life = HostLife.start(cluster, settings, around);
            return;
        }
        HostInfo newest = current.newest();
        if (!newest.ref().equals(current.ref())) {
            LOG.atError()
                    .addKeyValue("host", current.ref())
                    .log("another process is this host now: give each its own id");
            superseded = true;
        } else if (newest.state() == HostState.DEAD) {
            LOG.atWarn().addKeyValue("host", current.ref()).log("was taken for dead and begins again, empty");
            life = null;
            current.close();
        }
    }

    /** Says goodbye to the directory, so that repair starts at once, and gives all memory back. */
    @Override
    public void close() {
        looking.close();
        if (life != null) {
            life.close();
        }
    }
}
