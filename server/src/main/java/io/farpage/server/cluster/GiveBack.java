package io.farpage.server.cluster;

import io.farpage.api.DirectoryException;
import io.farpage.api.HostInfo;
import io.farpage.api.HostRef;
import io.farpage.api.PlacementDirectory;
import io.farpage.api.Threads;
import java.util.function.DoubleSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Has a host lend less while its machine is short of memory, an eighth of what it was told to lend at a time, so that slabs move
 * elsewhere and their memory goes back; and more again, as slowly as it can, when the shortage has gone. What an operator reclaimed
 * stays reclaimed.
 */
final class GiveBack implements Threads.TaskBody {
    private static final Logger LOG = LoggerFactory.getLogger(GiveBack.class);
    private static final long LOOK_NS = 2_000_000_000L;
    /** The kernel's average is over ten seconds: what a step has brought shows after that. */
    private static final long STEP_NS = 10_000_000_000L;

    private static final long EASE_NS = 60_000_000_000L;
    private static final int STEPS = 8;

    private final PlacementDirectory directory;
    private final Threads threads;
    private final HostRef host;
    private final long stepBytes;
    private final DoubleSupplier pressure;
    private final int limit;
    private long givenBytes;
    private long lastStepNs;

    /**
     * Has given nothing yet.
     *
     * @param lendBytes what the host was told to lend
     * @param pressure per cent of the last ten seconds in which something waited for memory
     * @param limit what is too much of that
     */
    GiveBack(
            PlacementDirectory directory,
            Threads threads,
            HostRef host,
            long lendBytes,
            DoubleSupplier pressure,
            int limit) {
        this.directory = directory;
        this.threads = threads;
        this.host = host;
        this.stepBytes = Math.max(1, lendBytes / STEPS);
        this.pressure = pressure;
        this.limit = limit;
        lastStepNs = threads.nanoTime() - EASE_NS;
    }

    @Override
    public void run(Threads.Stop stop) {
        while (!stop.pause(LOOK_NS)) {
            try {
                look();
            } catch (DirectoryException e) {
                LOG.warn("what {} lends stays as it is for now: {}", host, e.getMessage());
            }
        }
    }

    private void look() {
        double now = pressure.getAsDouble();
        long sinceStepNs = threads.nanoTime() - lastStepNs;
        if (now > limit && sinceStepNs >= STEP_NS) {
            lend(-stepBytes, now);
        } else if (now < limit / 2.0 && givenBytes > 0 && sinceStepNs >= EASE_NS) {
            lend(Math.min(stepBytes, givenBytes), now);
        }
    }

    private void lend(long moreBytes, double now) {
        HostInfo info = directory.hosts().stream()
                .filter(h -> h.ref().equals(host))
                .findFirst()
                .orElse(null);
        if (info == null) {
            return;
        }
        // Memory that no slab takes is not resident: to give some back, it is what slabs take that has to shrink.
        long from = moreBytes < 0 ? Math.min(info.capacityBytes(), info.usedBytes()) : info.capacityBytes();
        long to = Math.max(0, from + moreBytes);
        if (to != info.capacityBytes() && directory.setHostCapacity(host, info.capacityBytes(), to)) {
            givenBytes += info.capacityBytes() - to;
            lastStepNs = threads.nanoTime();
            LOG.atWarn()
                    .addKeyValue("host", host)
                    .addKeyValue("memoryPressurePercent", now)
                    .addKeyValue("lendsMiB", to >> 20)
                    .log(moreBytes < 0 ? "gives memory back to its machine" : "lends memory again");
        }
    }
}
