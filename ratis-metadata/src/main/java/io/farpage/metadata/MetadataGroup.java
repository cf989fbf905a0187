package io.farpage.metadata;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.stream.Collectors;

/**
 * Who forms the metadata group: the same for all of its peers and clients.
 *
 * @param clusterId names the cluster for good; peers and clients of another one are turned away
 * @param peers an odd number of peers with different ids and addresses; more than half must run
 */
public record MetadataGroup(UUID clusterId, List<MetadataAddress> peers) {
    public MetadataGroup {
        peers = List.copyOf(peers);
        if (peers.size() % 2 == 0) {
            throw new IllegalArgumentException("a metadata group of " + peers.size()
                    + " peers: give an odd number, 3 or 5; an even one tolerates no more crashes than one peer less");
        }
        long ids = peers.stream().map(MetadataAddress::id).distinct().count();
        long places =
                peers.stream().map(p -> p.host() + ":" + p.port()).distinct().count();
        if (ids < peers.size() || places < peers.size()) {
            throw new IllegalArgumentException(
                    "metadata peers " + peers + " share an id or an address: give each its own");
        }
    }

    /**
     * A group whose peers all run on this machine, on loopback ports that are free now.
     *
     * @throws IOException when this machine has no free ports
     */
    public static MetadataGroup onLoopback(UUID clusterId, int peerCount) throws IOException {
        return at(clusterId, Collections.nCopies(peerCount, "127.0.0.1"));
    }

    /**
     * A group whose peers run at these addresses of this machine, on ports that are free now.
     *
     * @throws IOException when this machine has no free ports
     */
    public static MetadataGroup at(UUID clusterId, List<String> addresses) throws IOException {
        List<MetadataAddress> peers = new ArrayList<>();
        for (int port : LoopbackPorts.find(addresses.size())) {
            peers.add(new MetadataAddress("meta-" + (peers.size() + 1), addresses.get(peers.size()), port));
        }
        return new MetadataGroup(clusterId, peers);
    }

    /**
     * The peer of that id.
     *
     * @throws IllegalArgumentException when it is not in the group
     */
    public MetadataAddress peer(String id) {
        return peers.stream()
                .filter(peer -> peer.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(
                        "metadata peer '" + id + "' is not in the group of " + describe() + ": name one of these"));
    }

    /** The peers in one line, for messages. */
    public String describe() {
        return peers.stream().map(MetadataAddress::toString).collect(Collectors.joining(", "));
    }
}
