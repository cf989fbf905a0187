package io.farpage.chaos.processes;

import io.farpage.server.cluster.Place;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;

/**
 * A network of the metadata peers' own, in which one can be cut off from another while everybody else still reaches both: each peer
 * runs in a network namespace, and what it sends goes through one more, the router, which drops packets by where they come from and go to.
 * The kernel takes all of it away when the processes that hold the namespaces end, which they do with this one. Used by one thread.
 */
final class PeerNetwork implements AutoCloseable {
    private static final long SELF = ProcessHandle.current().pid();
    private static final long NET = SELF % 256;
    /** Of the addresses that are set apart for tests of networks (RFC 2544). */
    private static final String SUBNET = "198.18." + NET + ".";

    private final List<Process> holders = new ArrayList<>();
    private final List<Place> places = new ArrayList<>();

    private PeerNetwork() {}

    /** The network of so many peers; where there is no right to make it, or no {@code ip} from iproute2, all are where this process is. */
    static PeerNetwork of(int peers) throws IOException, InterruptedException {
        PeerNetwork network = new PeerNetwork();
        if (!ShellCommand.run("unshare", "--net", "true") || !network.make(peers)) {
            network.close();
            network.places.clear();
            network.places.addAll(Collections.nCopies(peers, Place.HERE));
        }
        return network;
    }

    private boolean make(int peers) throws IOException, InterruptedException {
        long router = hold();
        boolean made = wire(SELF, router, 0)
                && in(router, "sysctl --quiet --write net.ipv4.ip_forward=1")
                && in(SELF, "ip route add " + SUBNET + "0/24 via " + farEnd(0));
        for (int i = 1; made && i <= peers; i++) {
            long peer = hold();
            made = wire(router, peer, i)
                    && in(peer, "ip link set lo up")
                    && in(peer, "ip route add default via " + nearEnd(i));
            places.add(new Place(farEnd(i), enter(peer)));
        }
        return made;
    }

    /** A process in a new namespace, which it keeps until this one ends. */
    private long hold() throws IOException {
        Process holder = new ProcessBuilder("unshare", "--net", "sh", "-c", "echo; exec cat").start();
        holders.add(holder);
        if (holder.getInputStream().read() < 0) {
            throw new IOException("'unshare --net' ended without a namespace");
        }
        return holder.pid();
    }

    /** Connects two namespaces. */
    private boolean wire(long near, long far, int index) throws InterruptedException {
        String link = "farpage" + NET + "-" + index;
        return in(near, "ip link add " + link + " type veth peer name uplink netns " + far)
                && in(near, "ip address add " + nearEnd(index) + "/30 dev " + link)
                && in(near, "ip link set " + link + " up")
                && in(far, "ip address add " + farEnd(index) + "/30 dev uplink")
                && in(far, "ip link set uplink up");
    }

    private static String nearEnd(int index) {
        return SUBNET + (4 * index + 1);
    }

    private static String farEnd(int index) {
        return SUBNET + (4 * index + 2);
    }

    private static List<String> enter(long pid) {
        return List.of("nsenter", "--net=/proc/" + pid + "/ns/net");
    }

    private static boolean in(long pid, String command) throws InterruptedException {
        return ShellCommand.run(Stream.concat(enter(pid).stream(), Stream.of(command.split(" ")))
                .toArray(String[]::new));
    }

    /** Where the peers run, in their order. */
    List<Place> places() {
        return List.copyOf(places);
    }

    /** Whether there was the right to make it. */
    boolean isThere() {
        return !holders.isEmpty();
    }

    /** From now on nothing that one peer sends arrives at another, or again everything. */
    void cut(int from, int to, boolean isCut) throws InterruptedException {
        String rule =
                " from " + places.get(from).address() + " to " + places.get(to).address() + " blackhole";
        if (!in(holders.getFirst().pid(), "ip rule " + (isCut ? "add" : "delete") + rule)) {
            throw new IllegalStateException("the router of the metadata peers does not take the rule" + rule);
        }
    }

    /** Peers must have ended. */
    @Override
    public void close() {
        holders.forEach(Process::destroy);
        holders.clear();
    }
}
