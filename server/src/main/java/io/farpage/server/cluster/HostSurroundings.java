package io.farpage.server.cluster;

import io.farpage.store.SlabSpace;
import io.farpage.store.aeron.AeronAddress;

/** What stands between a host and the world around it; nothing, unless somebody tests what happens then. Thread-safe. */
public interface HostSurroundings {
    /** Nothing. */
    HostSurroundings NONE = new HostSurroundings() {};

    /** The memory of the host's slabs, as the transport wants it. */
    default SlabSpace memory(SlabSpace sound) {
        return sound;
    }

    /** Where clients are told to find the host on Aeron, which listens at an address. */
    default AeronAddress reachableAt(AeronAddress listens) {
        return listens;
    }

    /** Where the host sends what it answers to a client that listens at an address. */
    default AeronAddress wayTo(AeronAddress client) {
        return client;
    }
}
