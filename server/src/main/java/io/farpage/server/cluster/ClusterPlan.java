package io.farpage.server.cluster;

import io.farpage.server.config.TransportKind;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

/** What processes a {@link LocalCluster} has. One metadata peer, and all end with this process, unless said otherwise. Not thread-safe. */
public final class ClusterPlan {
    /** The usual verb of a host. */
    static final String HOST = "host";

    final int hosts;
    final int lendMiB;
    final TransportKind transport;
    List<Place> metadata = List.of(Place.HERE);
    int slabMiB;
    int heartbeatMs;
    int leaseMs;
    int repairMiBps;
    String hostVerb = HOST;
    int hostsPerDomain = 1;
    boolean tied = true;
    Duration patience = Duration.ofMinutes(2);

    /**
     * A plan.
     *
     * @param hosts memory hosts
     * @param lendMiB memory that each host lends
     * @param transport how clients reach hosts
     */
    public ClusterPlan(int hosts, int lendMiB, TransportKind transport) {
        this.hosts = hosts;
        this.lendMiB = lendMiB;
        this.transport = transport;
    }

    /** How many peers the metadata group has: 1, 3 or 5. */
    public ClusterPlan metadataPeers(int count) {
        return metadataAt(Collections.nCopies(count, Place.HERE));
    }

    /** Where the peers of the metadata group run: 1, 3 or 5. */
    public ClusterPlan metadataAt(List<Place> places) {
        metadata = List.copyOf(places);
        return this;
    }

    /** Memory of a full slab; 0 is the usual. */
    public ClusterPlan slabMiB(int mib) {
        slabMiB = mib;
        return this;
    }

    /** Time between two questions to a host; 0 is the usual. */
    public ClusterPlan heartbeatMs(int ms) {
        heartbeatMs = ms;
        return this;
    }

    /** How long others wait for an owner that has gone silent; 0 is the usual. */
    public ClusterPlan leaseMs(int ms) {
        leaseMs = ms;
        return this;
    }

    /** How much repair may read and write a second; 0 is the usual. */
    public ClusterPlan repairMiBps(int mibps) {
        repairMiBps = mibps;
        return this;
    }

    /** The verb that a host is, which does more than the usual one; and how many hosts in a row are labelled as one failure domain. */
    public ClusterPlan hostsThat(String verb, int perDomain) {
        hostVerb = verb;
        hostsPerDomain = perDomain;
        return this;
    }

    /** How long it may take until every host serves. */
    public ClusterPlan patience(Duration time) {
        patience = time;
        return this;
    }

    /** All go on when this process ends. */
    public ClusterPlan lasting() {
        tied = false;
        return this;
    }
}
