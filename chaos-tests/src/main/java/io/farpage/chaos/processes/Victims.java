package io.farpage.chaos.processes;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.chaos.host.ChaosHostVerb;
import io.farpage.chaos.host.HostFaults;
import io.farpage.server.cluster.ClusterClient;
import io.farpage.server.cluster.ClusterProcesses;
import io.farpage.server.cluster.LocalCluster.Running;
import io.farpage.server.cluster.LocalCluster.Started;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * The processes of a cluster, and who of them has been harmed and how. Thread-safe; nothing is locked while the directory is asked, which
 * may take long.
 */
final class Victims {
    private static final long BEARABLE_PATIENCE_NS = 30_000_000_000L;
    private static final long LOOK_MS = 100;

    private final Path root;
    private final ClusterClient client;
    private final List<Running> hosts;
    private final List<Running> peers;
    private final Set<Integer> killed = new HashSet<>();
    private final Set<Integer> harmed = new HashSet<>();
    private final Set<Integer> peersDown = new HashSet<>();
    private int kills;
    private int stops;

    Victims(Path root, Started started, ClusterClient client) {
        this.root = root;
        this.client = client;
        hosts = new ArrayList<>(started.hosts());
        peers = new ArrayList<>(started.metadata());
    }

    synchronized int kills() {
        return kills;
    }

    synchronized int stops() {
        return stops;
    }

    /** How many hosts and metadata peers are killed or stopped at the moment. */
    synchronized int harmed() {
        return killed.size() + harmed.size() + peersDown.size();
    }

    synchronized Set<Integer> killedHosts() {
        return Set.copyOf(killed);
    }

    int hostCount() {
        return hosts.size();
    }

    /** What a host can be told to do to itself, once it runs. */
    HostFaults faults(int host) throws IOException {
        return HostFaults.of(root.resolve("host-" + host + ".yaml"));
    }

    /** The hosts that fail together with one, itself included. */
    List<Integer> domainOf(int host) {
        List<HostInfo> known = directoryHosts();
        return known.stream()
                .filter(h -> h.ref().host().value() == host)
                .flatMap(one -> known.stream().filter(h -> h.failureDomain().equals(one.failureDomain())))
                .map(h -> h.ref().host().value())
                .toList();
    }

    /** Waits until every group has all its members; false if that takes too long. */
    boolean awaitWhole() throws InterruptedException {
        long start = System.nanoTime();
        while (!isWhole()) {
            if (System.nanoTime() - start > BEARABLE_PATIENCE_NS) {
                return false;
            }
            Thread.sleep(LOOK_MS);
        }
        return true;
    }

    /** A host that can be spared, as soon as there is one, so that {@code margin} more losses can be borne; -1 if it takes too long. */
    int awaitVictim(int margin, Random random) throws InterruptedException {
        long start = System.nanoTime();
        while (System.nanoTime() - start < BEARABLE_PATIENCE_NS) {
            List<Integer> candidates = candidates(margin);
            if (!candidates.isEmpty()) {
                return candidates.get(random.nextInt(candidates.size()));
            }
            Thread.sleep(LOOK_MS);
        }
        return -1;
    }

    private List<Integer> candidates(int margin) {
        List<SlabGroup> groups = groups();
        Map<Integer, HostInfo> known = HostInfo.byId(directoryHosts());
        if (groups.isEmpty() || known.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, hosts.size())
                .boxed()
                .filter(this::isWell)
                .filter(id -> groups.stream().allMatch(g -> sound(g, known, id) >= ChaosRun.REDUNDANCY.data() + margin))
                .toList();
    }

    /** Members of a group that are well, not counting those of one host. */
    private synchronized long sound(SlabGroup group, Map<Integer, HostInfo> known, int without) {
        return group.members().stream()
                .filter(m -> isSound(m, known) && m.host().host().value() != without)
                .count();
    }

    private synchronized boolean isWell(int host) {
        return !killed.contains(host) && !harmed.contains(host);
    }

    private boolean isSound(Member member, Map<Integer, HostInfo> known) {
        int id = member.host().host().value();
        HostInfo host = known.get(id);
        return member.state() == MemberState.PRESENT
                && host != null
                && host.ref().equals(member.host())
                && host.state() != HostState.DEAD
                && isWell(id);
    }

    /** Whether every group has all of its members, all of them well. */
    boolean isWhole() {
        List<SlabGroup> groups = groups();
        Map<Integer, HostInfo> known = HostInfo.byId(directoryHosts());
        return !groups.isEmpty()
                && groups.stream()
                        .allMatch(g -> sound(g, known, -1) == g.members().size());
    }

    /** How many more losses the least protected group bears; empty when the directory does not answer. */
    OptionalInt tolerates() {
        Map<Integer, HostInfo> known = HostInfo.byId(directoryHosts());
        return known.isEmpty()
                ? OptionalInt.empty()
                : groups().stream()
                        .mapToInt(g -> (int) sound(g, known, -1) - ChaosRun.REDUNDANCY.data())
                        .min();
    }

    /** The state of the cluster, and the last words of hosts that the directory does not know as alive. */
    String describe() throws IOException {
        List<HostInfo> known = directoryHosts();
        StringBuilder text = new StringBuilder(
                "groups " + groups() + ", hosts " + known + ", repair waits for '" + waitsFor() + "'");
        for (Running host : runningHosts()) {
            boolean alive = known.stream()
                    .anyMatch(h -> h.state() == HostState.ALIVE
                            && h.ref().host().toString().equals(host.id()));
            if (!alive) {
                text.append("; ").append(ClusterProcesses.lastWords(root, host));
            }
        }
        return text.toString();
    }

    private synchronized List<Running> runningHosts() {
        return List.copyOf(hosts);
    }

    private String waitsFor() {
        try {
            return client.directory().repairBlockedBy();
        } catch (DirectoryException e) {
            return e.getMessage();
        }
    }

    /** The region, of which the directory is known to answer. */
    RegionInfo region() {
        return client.directory().region(ChaosRun.REGION).orElseThrow();
    }

    List<SlabGroup> groups() {
        try {
            return client.directory()
                    .region(ChaosRun.REGION)
                    .map(RegionInfo::id)
                    .map(client.directory()::groups)
                    .orElse(List.of());
        } catch (DirectoryException e) {
            return List.of();
        }
    }

    private List<HostInfo> directoryHosts() {
        try {
            return client.directory().hosts();
        } catch (DirectoryException e) {
            return List.of();
        }
    }

    synchronized void kill(int host) {
        ClusterProcesses.kill(hosts.get(host));
        killed.add(host);
        kills++;
    }

    synchronized void restart(int host) throws IOException {
        hosts.set(host, ClusterProcesses.restart(root, hosts.get(host), ChaosHostVerb.NAME, true));
        killed.remove(host);
    }

    synchronized void stop(int host) throws IOException {
        ClusterProcesses.signal("STOP", hosts.get(host).pid());
        harm(host);
        stops++;
    }

    synchronized void resume(int host) throws IOException {
        ClusterProcesses.signal("CONT", hosts.get(host).pid());
        unharm(host);
    }

    /** From now on nothing can be expected of a host, though it runs. */
    synchronized void harm(int host) {
        harmed.add(host);
    }

    synchronized void unharm(int host) {
        harmed.remove(host);
    }

    synchronized int peerCount() {
        return peers.size();
    }

    synchronized Running peer(int index) {
        return peers.get(index);
    }

    synchronized void killPeer(int index) {
        ClusterProcesses.kill(peers.get(index));
        peersDown.add(index);
        kills++;
    }

    synchronized void restartPeer(int index) throws IOException {
        peers.set(index, ClusterProcesses.restart(root, peers.get(index), "metadata", true));
        peersDown.remove(index);
    }

    synchronized void stopPeer(int index) throws IOException {
        ClusterProcesses.signal("STOP", peers.get(index).pid());
        peersDown.add(index);
        stops++;
    }

    synchronized void resumePeer(int index) throws IOException {
        ClusterProcesses.signal("CONT", peers.get(index).pid());
        peersDown.remove(index);
    }

    /** Brings everybody back. */
    synchronized void restoreAll() throws IOException {
        for (int host : List.copyOf(harmed)) {
            resume(host);
        }
        for (int host : List.copyOf(killed)) {
            restart(host);
        }
        for (int peer : List.copyOf(peersDown)) {
            restartPeer(peer);
        }
    }
}
