package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Threads;
import java.time.Duration;

/**
 * Renews an owner's lease three times in its length. A lease only keeps others from asking for the region; what keeps a
 * former owner from writing is the fence at the hosts, so nothing is wrong while the directory does not answer.
 */
final class LeaseKeeper implements Threads.TaskBody {
    private final PlacementDirectory directory;
    private final RegionContext region;
    private final Duration lease;

    LeaseKeeper(PlacementDirectory directory, RegionContext region, Duration lease) {
        this.directory = directory;
        this.region = region;
        this.lease = lease;
    }

    @Override
    public void run(Threads.Stop stop) {
        while (!stop.pause(lease.toNanos() / 3)) {
            try {
                if (!directory.renew(region.id, region.epoch, lease)) {
                    region.noteFenced(region.epoch + 1);
                    return;
                }
            } catch (DirectoryException e) {
                region.leaseFailures.increment();
            }
        }
    }
}
