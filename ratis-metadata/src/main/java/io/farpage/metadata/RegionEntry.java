package io.farpage.metadata;

import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import java.util.TreeMap;

/** A region with its lease and its groups. */
final class RegionEntry {
    /** Names the request that created it. */
    final String requestId;

    final TreeMap<Integer, SlabGroup> groups = new TreeMap<>();

    private RegionInfo info;
    private long leaseEndMs;

    RegionEntry(RegionInfo info, long leaseEndMs, String requestId) {
        this.info = info;
        this.leaseEndMs = leaseEndMs;
        this.requestId = requestId;
    }

    RegionInfo info() {
        return info;
    }

    /** On the state machine's time; means nothing without an owner. */
    long leaseEndMs() {
        return leaseEndMs;
    }

    boolean isOwned() {
        return !info.owner().isEmpty();
    }

    /** Whether the lease is somebody's at exactly this epoch. */
    boolean isOwnedAt(int epoch) {
        return isOwned() && info.epoch() == epoch;
    }

    void own(int epoch, String owner, long untilMs) {
        info = info.ownedBy(epoch, owner);
        leaseEndMs = untilMs;
    }

    void complete() {
        info = info.completed();
    }

    void commit(long version) {
        info = info.committed(version);
    }

    void seal() {
        info = info.afterSealing();
        leaseEndMs = 0;
    }

    /** Whether it was sealed by its owner at exactly this epoch. */
    boolean isSealedAt(int epoch) {
        return info.sealed() && info.epoch() == epoch;
    }

    /** For messages. */
    @Override
    public String toString() {
        return "region '" + info.spec().name() + "' (" + info.id() + ")";
    }
}
