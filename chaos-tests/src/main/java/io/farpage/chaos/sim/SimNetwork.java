package io.farpage.chaos.sim;

import io.farpage.api.HostRef;
import io.farpage.api.Transport;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What is between processes and hosts: it delays, loses and doubles messages and may be cut in either direction. */
final class SimNetwork {
    private static final int BASE_NS = 20_000;
    private static final int MAX_FAREWELL_NS = 50_000_000;
    private static final int JITTER_NS = 80_000;

    private final Scheduler scheduler;
    private final Map<Integer, SimHost> hosts = new HashMap<>();
    private final Set<Integer> cutTo = new HashSet<>();
    private final Set<Integer> cutFrom = new HashSet<>();
    private final SimMemory memory;
    private final Set<SimProcess> deaf = new HashSet<>();
    private final Map<SimProcess, Set<Integer>> parted = new HashMap<>();
    private double loss;
    private double doubled;

    SimNetwork(Scheduler scheduler, SimMemory memory) {
        this.scheduler = scheduler;
        this.memory = memory;
    }

    SimMemory memory() {
        return memory;
    }

    Scheduler scheduler() {
        return scheduler;
    }

    /** Makes a host reachable in place of its former incarnation. */
    void add(SimHost host) {
        hosts.put(host.ref().host().value(), host);
    }

    @Nullable
    SimHost find(HostRef ref) {
        SimHost host = hosts.get(ref.host().value());
        return host != null && host.ref().equals(ref) ? host : null;
    }

    SimHost host(int id) {
        SimHost host = hosts.get(id);
        if (host == null) {
            throw new IllegalArgumentException("no host " + id);
        }
        return host;
    }

    /** The network as one process has it. */
    Transport of(SimProcess process) {
        return info -> new SimConnection(this, process, info.ref());
    }

    /** From now on that part of all messages is lost, and that part comes twice. */
    void disturb(double lost, double twice) {
        loss = lost;
        doubled = twice;
    }

    void cut(int host, boolean requests, boolean answers) {
        cutTo.remove(host);
        cutFrom.remove(host);
        if (requests) {
            cutTo.add(host);
        }
        if (answers) {
            cutFrom.add(host);
        }
    }

    /** From now on a process and a host do not hear each other, or again. */
    void part(SimProcess process, int host, boolean isParted) {
        Set<Integer> from = parted.computeIfAbsent(process, p -> new HashSet<>());
        if (isParted) {
            from.add(host);
        } else {
            from.remove(host);
        }
    }

    /** From now on no answer reaches a process, or again each one. */
    void setDeaf(SimProcess process, boolean isDeaf) {
        if (isDeaf) {
            deaf.add(process);
        } else {
            deaf.remove(process);
        }
    }

    /** Whether a message of a process to that host, or the host's answer to it, gets through. */
    boolean passes(SimProcess process, int host, boolean request) {
        return (request || !deaf.contains(process))
                && !parted.getOrDefault(process, Set.of()).contains(host)
                && !(request ? cutTo : cutFrom).contains(host)
                && scheduler.random().nextDouble() >= loss;
    }

    boolean comesTwice() {
        return scheduler.random().nextDouble() < doubled;
    }

    /** How long it takes to close a connection. */
    long farewellNs() {
        return scheduler.random().nextInt(MAX_FAREWELL_NS);
    }

    /** How long one message takes to or from that host; a host that hangs answers when it goes on. */
    long delayNs(SimHost host) {
        long delayNs = (BASE_NS + scheduler.random().nextInt(JITTER_NS)) * (long) host.slowness();
        return Math.max(
                delayNs,
                host.hungUntilNs() - scheduler.nowNs() + scheduler.random().nextInt(JITTER_NS));
    }
}
