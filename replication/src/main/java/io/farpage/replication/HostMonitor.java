package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostConnection;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Reply;
import io.farpage.api.Threads;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

/** Asks every host how it is, once a heartbeat, and tells the directory which ones have missed too many. */
public final class HostMonitor implements Threads.TaskBody {
    private static final int MISSES_UNTIL_DEAD = 3;

    private final PlacementDirectory directory;
    private final Peers peers;
    private final long heartbeatNs;
    private final Consumer<HostRef> onDead;
    private final Map<HostRef, Integer> misses = new HashMap<>();

    /**
     * A monitor that has not asked anybody yet.
     *
     * @param heartbeatNs time between two questions to the same host; a host that misses three is dead
     * @param onDead told of each host that was declared dead, on the monitor's thread
     */
    public HostMonitor(PlacementDirectory directory, Peers peers, long heartbeatNs, Consumer<HostRef> onDead) {
        this.directory = directory;
        this.peers = peers;
        this.heartbeatNs = heartbeatNs;
        this.onDead = onDead;
    }

    @Override
    public void run(Threads.Stop stop) {
        while (!stop.pause(heartbeatNs)) {
            try {
                directory.hosts().stream()
                        .filter(h -> h.state() != HostState.DEAD)
                        .forEach(this::check);
            } catch (DirectoryException e) {
                misses.clear(); // Nothing can be declared now; start over when the directory is back.
            }
        }
    }

    private void check(HostInfo host) {
        HostConnection connection = peers.get(host.ref()).connection();
        if (connection != null && connection.stats() instanceof Reply.Done) {
            misses.remove(host.ref());
        } else if (misses.merge(host.ref(), 1, Integer::sum) >= MISSES_UNTIL_DEAD) {
            if (directory.setHostState(host.ref(), HostState.DEAD)) {
                onDead.accept(host.ref());
            }
            misses.remove(host.ref());
        }
    }
}
