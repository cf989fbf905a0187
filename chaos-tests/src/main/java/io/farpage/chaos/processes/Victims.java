package io.farpage.chaos.processes;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostInfo;
import io.farpage.api.HostState;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.chaos.rot.RottingHostVerb;
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
import java.util.Set;
import java.util.stream.IntStream;

/** The processes of a cluster, and who of them has been harmed and how. Thread-safe. */
final class Victims {
    private final Path root;
    private final ClusterClient client;
    private final List<Running> hosts;
    private final List<Running> peers;
    private final Set<Integer> killed = new HashSet<>();
    private final Set<Integer> stopped = new HashSet<>();
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

    /** How many hosts are killed or stopped, and metadata peers killed, at the moment. */
    synchronized int harmed() {
        return killed.size() + stopped.size() + peersDown.size();
    }

    synchronized Set<Integer> killedHosts() {
        return Set.copyOf(killed);
    }

    /** The settings of a host. */
    Path settings(int host) {
        return root.resolve("host-" + host + ".yaml");
    }

    /** The hosts that may be harmed so that {@code margin} more losses can be borne afterwards. */
    synchronized List<Integer> candidates(int margin) {
        List<SlabGroup> groups = groups();
        Map<Integer, HostInfo> known = HostInfo.byId(directoryHosts());
        if (groups.isEmpty() || known.isEmpty()) {
            return List.of();
        }
        return IntStream.range(0, hosts.size())
                .boxed()
                .filter(id -> !killed.contains(id) && !stopped.contains(id))
                .filter(id -> groups.stream().allMatch(g -> sound(g, known, id) >= ChaosRun.REDUNDANCY.data() + margin))
                .toList();
    }

    /** Members of a group that are well, not counting those of one host. */
    private long sound(SlabGroup group, Map<Integer, HostInfo> known, int without) {
        return group.members().stream()
                .filter(m -> isSound(m, known) && m.host().host().value() != without)
                .count();
    }

    private boolean isSound(Member member, Map<Integer, HostInfo> known) {
        int id = member.host().host().value();
        HostInfo host = known.get(id);
        return member.state() == MemberState.PRESENT
                && host != null
                && host.ref().equals(member.host())
                && host.state() != HostState.DEAD
                && !killed.contains(id)
                && !stopped.contains(id);
    }

    /** Whether every group has all of its members, all of them well. */
    synchronized boolean isWhole() {
        List<SlabGroup> groups = groups();
        Map<Integer, HostInfo> known = HostInfo.byId(directoryHosts());
        return !groups.isEmpty()
                && groups.stream()
                        .allMatch(g -> sound(g, known, -1) == g.members().size());
    }

    String describe() {
        return "groups " + groups() + ", hosts " + directoryHosts() + ", repair waits for '" + waitsFor() + "'";
    }

    private String waitsFor() {
        try {
            return client.directory().repairBlockedBy();
        } catch (DirectoryException e) {
            return e.getMessage();
        }
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
        hosts.set(host, ClusterProcesses.restart(root, hosts.get(host), RottingHostVerb.NAME, true));
        killed.remove(host);
    }

    synchronized void stop(int host) throws IOException {
        ClusterProcesses.signal("STOP", hosts.get(host).pid());
        stopped.add(host);
        stops++;
    }

    synchronized void resume(int host) throws IOException {
        ClusterProcesses.signal("CONT", hosts.get(host).pid());
        stopped.remove(host);
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

    /** Brings everybody back. */
    synchronized void restoreAll() throws IOException {
        for (int host : List.copyOf(stopped)) {
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
