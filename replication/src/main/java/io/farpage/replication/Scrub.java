package io.farpage.replication;

import io.farpage.api.DirectoryException;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.RegionInfo;
import io.farpage.api.SlabGroup;
import io.farpage.api.Threads;
import java.util.List;
import java.util.Optional;
import java.util.function.BooleanSupplier;

/**
 * Reads everything that hosts hold and mends what has rotted: bit flips, fragments that were lost, and fragments that are
 * older than the others of their stripe. Programs may read and write meanwhile. Several may be under way at once; that
 * costs work and nothing else.
 */
public final class Scrub {
    private static final int TRIES = 3;

    private final PlacementDirectory directory;
    private final Peers peers;
    private final Threads threads;
    private final StripeConfig config;
    private final Budget budget;
    private final ScrubProgress progress = new ScrubProgress();

    /**
     * A scrub that has read nothing yet.
     *
     * @param bytesPerSecond how much it reads and writes at the most
     */
    public Scrub(PlacementDirectory directory, Peers peers, Threads threads, StripeConfig config, long bytesPerSecond) {
        this.directory = directory;
        this.peers = peers;
        this.threads = threads;
        this.config = config;
        this.budget = new Budget(threads, bytesPerSecond);
    }

    /** What was found since this was made. */
    public ScrubProgress progress() {
        return progress;
    }

    /** What reads everything again and again, and pauses for {@code restNs} before each time. */
    public Threads.TaskBody every(long restNs) {
        return stop -> {
            while (!stop.pause(restNs)) {
                try {
                    pass(directory.regions(), stop::requested);
                } catch (DirectoryException e) {
                    progress.passCutShort(); // The next one begins anew.
                }
            }
        };
    }

    /**
     * Reads these regions once.
     *
     * @param stopped asked often; once it is true this returns soon
     * @throws DirectoryException when the directory does not answer
     */
    public void pass(List<RegionInfo> regions, BooleanSupplier stopped) {
        for (RegionInfo region : regions) {
            for (SlabGroup group : directory.groups(region.id())) {
                scrub(region.spec().name(), group, stopped);
            }
        }
    }

    /** A group whose members or owner change while it is read is read again. */
    private void scrub(String region, SlabGroup seen, BooleanSupplier stopped) {
        for (int i = 0; i < TRIES && !stopped.getAsBoolean(); i++) {
            Optional<RegionInfo> info = directory.region(region);
            Optional<SlabGroup> group = directory.group(seen.id());
            if (info.isEmpty() || group.isEmpty()) {
                return; // Deleted meanwhile.
            }
            try (GroupScrub scrub = new GroupScrub(info.get(), group.get(), peers, threads, config, budget, progress)) {
                if (scrub.run(stopped)) {
                    return;
                }
            }
        }
        // It was cut short, or found no quiet moment between changes: what may be bad has not been mended.
        progress.fragmentsUnread(seen.slotCount() * seen.presentCount());
    }
}
