package io.farpage.metadata;

import io.farpage.api.PlacementDirectory.Acquired;
import io.farpage.api.RegionId;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSpec;
import io.farpage.api.Version;
import java.util.Collection;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** All regions, by id, and who owns them. */
final class RegionTable {
    private static final int MAX_OWNER_TEXT = 255;
    private static final long MAX_LEASE_MS = 24L * 60 * 60 * 1000;

    private final TreeMap<Integer, RegionEntry> regions = new TreeMap<>();
    private int lastId;

    Collection<RegionEntry> all() {
        return regions.values();
    }

    /** The newest id that was given to a region; those up to it are never given again. */
    int lastId() {
        return lastId;
    }

    void restore(int newestId) {
        lastId = newestId;
    }

    void restore(RegionEntry region) {
        regions.put(region.info().id().value(), region);
    }

    @Nullable
    RegionEntry find(int region) {
        return regions.get(region);
    }

    /** The region of that name, or none. */
    Stream<RegionEntry> named(String name) {
        return regions.values().stream()
                .filter(region -> region.info().spec().name().equals(name));
    }

    RegionEntry get(int region) {
        RegionEntry found = find(region);
        if (found == null) {
            throw new Refusal("there is no region-" + region + ": it was deleted or never created");
        }
        return found;
    }

    RegionInfo create(RegionSpec spec, int pagesPerGroup, String requestId) {
        RegionEntry taken = named(spec.name()).findFirst().orElse(null);
        if (taken != null && !requestId.isEmpty() && taken.requestId.equals(requestId)) {
            return taken.info();
        }
        if (taken != null) {
            throw new Refusal("the name of " + taken + " is taken: choose another, or delete that region first");
        }
        if (pagesPerGroup < 1) {
            throw new Refusal(
                    "region '" + spec.name() + "' with " + pagesPerGroup + " pages in a group: give 1 or more");
        }
        if (lastId == RegionId.MAX) {
            throw new Refusal("region '" + spec.name() + "' gets no id: this cluster has created all of the "
                    + RegionId.MAX + " regions that it can; start a new cluster");
        }
        RegionInfo info = RegionInfo.created(new RegionId(lastId + 1), spec, pagesPerGroup);
        lastId++;
        regions.put(lastId, new RegionEntry(info, 0, requestId));
        return info;
    }

    /** Returns whether it existed; asked for again it is simply gone. */
    boolean delete(int region, int epoch) {
        if (find(region) == null && region >= 1 && region <= lastId) {
            return false;
        }
        RegionEntry entry = get(region);
        if (!entry.isSealedAt(epoch)) {
            checkOwned(entry, epoch);
        }
        regions.remove(region);
        return true;
    }

    Acquired acquire(int region, String owner, long leaseMs, long nowMs) {
        RegionEntry entry = get(region);
        if (owner.isBlank() || owner.length() > MAX_OWNER_TEXT) {
            throw new Refusal("owner '" + owner + "' of " + entry + " is not 1 to " + MAX_OWNER_TEXT + " characters");
        }
        checkLease(entry, leaseMs);
        if (entry.info().sealed()) {
            throw new Refusal(entry + " is sealed: nobody can own it again; open it as a sealed region to read it");
        }
        if (entry.isOwned()
                && entry.leaseEndMs() > nowMs
                && !entry.info().owner().equals(owner)) {
            return new Acquired.Held(entry.info().owner(), entry.leaseEndMs() - nowMs);
        }
        int epoch = entry.info().epoch() + 1;
        if (epoch > Version.MAX_EPOCH) {
            throw new Refusal(entry + " has used up its " + Version.MAX_EPOCH
                    + " epochs: copy its pages to a new region with the last owner's help");
        }
        entry.own(epoch, owner, nowMs + leaseMs);
        return new Acquired.Granted(epoch);
    }

    boolean renew(int region, int epoch, long leaseMs, long nowMs) {
        RegionEntry entry = find(region);
        if (entry == null || !entry.isOwnedAt(epoch)) {
            return false;
        }
        checkLease(entry, leaseMs);
        entry.own(epoch, entry.info().owner(), nowMs + leaseMs);
        return true;
    }

    boolean release(int region, int epoch) {
        RegionEntry entry = find(region);
        if (entry == null || !entry.isOwnedAt(epoch)) {
            return false;
        }
        entry.own(epoch, "", 0);
        return true;
    }

    /** Returns whether it was incomplete. */
    boolean complete(int region, int epoch) {
        RegionEntry entry = get(region);
        checkOwned(entry, epoch);
        boolean change = !entry.info().complete();
        entry.complete();
        return change;
    }

    /** Returns whether it is newer than what was committed before. */
    boolean commit(int region, int epoch, long version) {
        RegionEntry entry = get(region);
        checkOwned(entry, epoch);
        if (!entry.info().spec().hasCommits()) {
            throw new Refusal(entry + " was created without commits: nothing can be committed in it");
        }
        if (Version.epoch(version) > epoch || version < 0) {
            throw new Refusal(entry + " has no version " + Version.format(version) + " at epoch " + epoch);
        }
        boolean change = version > entry.info().committed();
        if (change) {
            entry.commit(version);
        }
        return change;
    }

    /** Returns whether it was not sealed. */
    boolean seal(int region, int epoch) {
        RegionEntry entry = get(region);
        if (entry.isSealedAt(epoch)) {
            return false;
        }
        checkOwned(entry, epoch);
        entry.seal();
        return true;
    }

    /** Refuses what only the owner at {@code epoch} may do. */
    static void checkOwned(RegionEntry entry, int epoch) {
        if (entry.info().epoch() != epoch) {
            throw new Refusal(entry + " is at epoch " + entry.info().epoch() + ", not " + epoch
                    + ": acquire it again before changing it");
        }
        if (!entry.isOwned()) {
            throw new Refusal("nobody holds the lease of " + entry + ": acquire it before changing it");
        }
    }

    private static void checkLease(RegionEntry entry, long leaseMs) {
        if (leaseMs < 1 || leaseMs > MAX_LEASE_MS) {
            throw new Refusal(
                    "lease of " + leaseMs + " ms on " + entry + ": give 1 to " + MAX_LEASE_MS + " ms and renew it");
        }
    }
}
