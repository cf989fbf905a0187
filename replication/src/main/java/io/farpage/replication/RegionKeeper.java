package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostRef;
import io.farpage.api.HostState;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import java.time.Duration;
import java.util.HashSet;
import java.util.Set;

/**
 * What an owner does in the background: renews its lease three times in its length, reports hosts that
 * it cannot reach, and learns of replacements for members that it misses. Once the region is sealed there is no lease;
 * readers of a sealed region have nothing but the rest. A lease only keeps others from asking for the region; what keeps a former owner from writing is the fence
 * at the hosts, so nothing is wrong while the directory does not answer.
 */
final class RegionKeeper implements Threads.TaskBody {
    private static final long LOOK_NS = 100_000_000;

    private final PlacementDirectory directory;
    private final RegionContext region;
    private final Duration lease;
    private final Set<HostRef> reported = new HashSet<>();

    RegionKeeper(PlacementDirectory directory, RegionContext region, Duration lease) {
        this.directory = directory;
        this.region = region;
        this.lease = lease;
    }

    @Override
    public void run(Threads.Stop stop) {
        long renewEveryNs = lease.toNanos() / 3;
        long renewed = region.threads.nanoTime();
        while (!stop.pause(Math.min(LOOK_NS, renewEveryNs)) && region.fencedBy() == 0) {
            try {
                if (region.threads.nanoTime() - renewed >= renewEveryNs) {
                    renewed = region.threads.nanoTime();
                    renew();
                }
                report();
                if (anyMemberMissing()) {
                    for (SlabGroup group : directory.groups(region.id)) {
                        region.groups[group.id().ordinal()].adopt(group);
                    }
                }
            } catch (DirectoryException e) {
                region.directoryFailures.increment();
            }
        }
    }

    private void renew() {
        if (region.isSealed() || directory.renew(region.id, region.epoch, lease)) {
            return;
        }
        if (isSealedHere()) {
            region.noteSealed(); // By this owner, who has not heard of it yet.
        } else {
            region.noteFenced(region.epoch + 1);
        }
    }

    /** Calls hosts suspect that the data path cannot reach, unless that is so for most: then this process is cut off. */
    private void report() {
        Set<HostRef> all = new HashSet<>();
        Set<HostRef> failed = new HashSet<>();
        for (GroupHandle group : region.groups) {
            GroupHandle.View view = group.view();
            for (long left = view.storing(); left != 0; left &= left - 1) {
                Peers.Peer peer = view.peer(Long.numberOfTrailingZeros(left));
                all.add(peer.ref());
                if (peer.failed()) {
                    failed.add(peer.ref());
                }
            }
        }
        reported.retainAll(failed);
        if (2 * failed.size() < all.size()) {
            for (HostRef host : failed) {
                if (!reported.contains(host)) {
                    directory.setHostState(host, HostState.SUSPECT);
                    reported.add(host);
                }
            }
        }
    }

    private boolean isSealedHere() {
        return directory
                .region(region.spec.name())
                .filter(r -> r.id().equals(region.id) && r.sealed() && r.epoch() == region.epoch)
                .isPresent();
    }

    private boolean anyMemberMissing() {
        for (GroupHandle group : region.groups) {
            if (group.isOutdated()
                    || group.view().healthy() < region.spec.redundancy().total()) {
                return true;
            }
        }
        return false;
    }
}
