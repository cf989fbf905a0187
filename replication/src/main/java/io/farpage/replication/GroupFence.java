package io.farpage.replication;

import io.farpage.api.HostConnection;
import io.farpage.api.RegionException;
import io.farpage.api.Reply;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** Keeps all former owners of a region from one of its groups. Used by one thread. */
final class GroupFence {
    private static final int TRIES = 100;

    private final RegionContext region;
    private final GroupHandle group;

    GroupFence(RegionContext region, GroupHandle group) {
        this.region = region;
        this.group = group;
    }

    /** Fences every member that stores, dropping those that do not answer, until one generation is fenced whole and stays. */
    GroupHandle.View raise() {
        for (int attempt = 0; attempt < TRIES; attempt++) {
            GroupHandle.View view = group.refresh();
            AtomicLong silentOnes = new AtomicLong();
            AtomicBoolean newerEpoch = new AtomicBoolean();
            region.ofAll(view.storing(), index -> {
                if (fence(view, index) instanceof Reply.Failed<Integer> failed) {
                    boolean refused = failed.failure() == Reply.Failure.FENCED;
                    newerEpoch.compareAndSet(false, refused);
                    silentOnes.getAndUpdate(mask -> refused ? mask : mask | 1L << index);
                }
            });
            long silent = silentOnes.get();
            boolean newer = newerEpoch.get();
            if (!newer && silent == 0 && group.refresh().generation() == view.generation()) {
                return view; // Whoever joins from now on is filled after the fence, with all that was acknowledged
                // before it.
            }
            if (!newer && silent != 0) {
                drop(view, silent);
            }
            region.threads.await(() -> false, region.config.retryPauseNs());
        }
        throw new RegionException("region '" + region.spec.name() + "' could not be taken over at epoch " + region.epoch
                + ": " + group.view().group().id() + " keeps changing, or somebody newer owns it; attach it again");
    }

    private Reply<Integer> fence(GroupHandle.View view, int index) {
        HostConnection connection = view.connection(index);
        return connection == null
                ? new Reply.Failed<>(Reply.Failure.UNREACHABLE, "no such host")
                : connection.fence(view.slab(index), region.epoch, view.generation());
    }

    /** Members that are gone for good leave whatever is left; silent ones only while k members remain. */
    private void drop(GroupHandle.View view, long silent) {
        int data = region.spec.redundancy().data();
        long alive = 0;
        for (long left = silent; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            alive |= region.peers.isDead(view.peer(index).ref()) ? 0 : 1L << index;
        }
        if (alive != 0 && Long.bitCount(view.present() & ~silent) < data) {
            throw new RegionException("region '" + region.spec.name() + "' cannot be attached now: "
                    + view.group().id() + " needs " + data + " members, "
                    + Long.bitCount(view.present() & ~silent) + " answer and " + Long.bitCount(alive)
                    + " do not but may come back; attach it again when they do");
        }
        group.remove(view, silent);
    }
}
