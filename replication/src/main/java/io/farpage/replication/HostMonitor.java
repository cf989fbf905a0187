package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostConnection;
import io.farpage.api.HostId;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Reply;
import io.farpage.api.Threads;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * Asks every host how it is, once a heartbeat and all at the same time, and tells the directory which ones are suspect, dead
 * or to be trusted again. Clients report a host by calling it suspect in the directory.
 */
public final class HostMonitor implements Threads.TaskBody {
    private static final int LOOKS_PER_HEARTBEAT = 4;

    private final PlacementDirectory directory;
    private final Peers peers;
    private final Threads threads;
    private final long heartbeatNs;
    private final Consumer<HostRef> onDead;
    private final Map<Integer, Watched> watched = new HashMap<>();
    private final Set<HostRef> asked = ConcurrentHashMap.newKeySet();
    private long lastLookNs;
    private int looks;

    /** A host under watch: its newest incarnation, what was last thought of it, and the answers that came in. */
    private static final class Watched {
        HostRef ref;
        HostState state;
        final HostHealth health;

        Watched(HostInfo host, HostHealth health) {
            ref = host.ref();
            state = host.state();
            this.health = health;
        }
    }

    /**
     * A monitor that has not asked anybody yet.
     *
     * @param heartbeatNs time between two questions to the same host; one that is silent for one is suspect, for two and what its
     *     answers usually take, dead, or for 30 if pages could be lost by it; nobody is declared dead while more than half are silent
     * @param onDead told of each host that was declared dead, on the monitor's thread
     */
    public HostMonitor(
            PlacementDirectory directory, Peers peers, Threads threads, long heartbeatNs, Consumer<HostRef> onDead) {
        this.directory = directory;
        this.peers = peers;
        this.threads = threads;
        this.heartbeatNs = heartbeatNs;
        this.onDead = onDead;
        lastLookNs = threads.nanoTime();
    }

    @Override
    public void run(Threads.Stop stop) {
        excuseAll(threads.nanoTime() - lastLookNs); // Nobody was asked since.
        lastLookNs = threads.nanoTime();
        while (!stop.pause(heartbeatNs / LOOKS_PER_HEARTBEAT)) {
            look();
        }
    }

    private void look() {
        long now = threads.nanoTime();
        long sinceLastNs = now - lastLookNs;
        lastLookNs = now;
        long awayNs = Math.max(0, sinceLastNs - heartbeatNs);
        excuseAll(awayNs);
        try {
            List<HostInfo> hosts = directory.hosts();
            for (HostInfo host : hosts) {
                watch(host);
            }
            boolean allAreDue = looks++ % LOOKS_PER_HEARTBEAT == 0;
            for (HostInfo host : hosts) {
                if (host.state() != HostState.DEAD && (allAreDue || isSilent(host))) {
                    ask(host);
                }
            }
            for (HostInfo host : hosts) {
                judge(host, hosts);
            }
        } catch (DirectoryException e) {
            // Nobody was asked and nothing can be declared: silence does not count until the directory is back.
            lastLookNs = threads.nanoTime();
            excuseAll(lastLookNs - now + sinceLastNs - awayNs);
        }
    }

    private synchronized boolean isSilent(HostInfo host) {
        Watched known = watched.get(host.ref().host().value());
        return known != null && known.health.isSilent();
    }

    private synchronized void excuseAll(long durationNs) {
        watched.values().forEach(w -> w.health.excuse(durationNs));
    }

    private synchronized void watch(HostInfo host) {
        long now = threads.nanoTime();
        Watched known = watched.get(host.ref().host().value());
        if (known == null) {
            watched.put(host.ref().host().value(), new Watched(host, new HostHealth(heartbeatNs, now)));
        } else if (!known.ref.equals(host.ref())) {
            known.ref = host.ref();
            known.state = host.state();
            known.health.restarted(now);
        } else if (known.state == HostState.ALIVE && host.state() == HostState.SUSPECT) {
            known.state = host.state();
            known.health.lapse(now); // A client reports it.
        }
    }

    /** Asks in a thread of its own, unless the last question is still open: a host that hangs holds up nobody else. */
    private void ask(HostInfo host) {
        if (asked.add(host.ref())) {
            threads.start("heartbeat of " + host.ref(), stop -> {
                try {
                    long start = noteQuestion(host.ref());
                    HostConnection connection = peers.get(host).connection();
                    if (connection != null && connection.stats() instanceof Reply.Done) {
                        noteAnswer(host.ref(), start);
                    }
                } finally {
                    asked.remove(host.ref());
                }
            });
        }
    }

    private synchronized long noteQuestion(HostRef ref) {
        long now = threads.nanoTime();
        Watched known = watched.get(ref.host().value());
        if (known != null && known.ref.equals(ref)) {
            known.health.asked(now);
        }
        return now;
    }

    private synchronized void noteAnswer(HostRef ref, long askedNs) {
        Watched known = watched.get(ref.host().value());
        if (known != null && known.ref.equals(ref)) {
            long now = threads.nanoTime();
            known.health.answered(now, now - askedNs);
        }
    }

    private void judge(HostInfo host, List<HostInfo> hosts) {
        HostState before = host.state();
        HostState now;
        boolean givenUp;
        synchronized (this) {
            Watched known = watched.get(host.ref().host().value());
            if (before == HostState.DEAD || known == null || !known.ref.equals(host.ref())) {
                return;
            }
            now = known.health.judge(before, threads.nanoTime());
            givenUp = known.health.isGivenUp(threads.nanoTime());
            known.state = now == HostState.DEAD ? before : now;
        }
        if (now == HostState.DEAD) {
            if (declare(host.ref(), givenUp, hosts)) {
                onDead.accept(host.ref());
            } else if (before == HostState.ALIVE) {
                directory.setHostState(host.ref(), HostState.SUSPECT);
            }
        } else if (now != before) {
            directory.setHostState(host.ref(), now);
        }
    }

    /** Declares a host dead, if half of those who should answer do: who hears fewer may be the one that cannot be reached. */
    private boolean declare(HostRef dead, boolean givenUp, List<HostInfo> hosts) {
        List<HostId> asked = hosts.stream()
                .filter(host -> host.state() != HostState.DEAD)
                .map(host -> host.ref().host())
                .toList();
        Set<HostId> silent = silentBeside(dead, asked);
        if (silent.size() > asked.size() - silent.size()) {
            return false;
        }
        return givenUp ? directory.setHostState(dead, HostState.DEAD) : directory.declareDeadIfSpared(dead, silent);
    }

    private synchronized Set<HostId> silentBeside(HostRef dead, List<HostId> asked) {
        long now = threads.nanoTime();
        HostHealth its = health(dead.host());
        return asked.stream()
                .filter(host -> !health(host).isHeardBeside(its, now))
                .collect(Collectors.toSet());
    }

    private HostHealth health(HostId host) {
        return Objects.requireNonNull(watched.get(host.value())).health;
    }
}
