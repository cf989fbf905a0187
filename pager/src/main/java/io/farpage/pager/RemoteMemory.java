package io.farpage.pager;

import io.farpage.api.BackingStore;
import io.farpage.api.LatencyClass;
import io.farpage.api.RegionException;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionProvider;
import io.farpage.api.RegionSpec;
import io.farpage.api.Threads;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The memory of a cluster as a program sees it: regions by name. Closing it closes the regions that were opened through it;
 * the provider and the threads stay the caller's. Thread-safe; its methods block for a bounded time.
 */
public final class RemoteMemory implements AutoCloseable {
    private final RegionProvider provider;
    private final Threads threads;
    private final PagerConfig config;
    private final Set<RemoteRegion> open = ConcurrentHashMap.newKeySet();
    private volatile boolean closed;

    public RemoteMemory(RegionProvider provider, Threads threads, PagerConfig config) {
        this.provider = provider;
        this.threads = threads;
        this.config = config;
    }

    /**
     * Allocates a region of zeros and opens it.
     *
     * @throws IllegalArgumentException when name, length or options make no sense
     * @throws RegionException when the name is taken, the hosts cannot hold it or are too far away, or local memory does not
     *     suffice; there is no such region then
     */
    public RemoteRegion create(String name, long lengthBytes, RegionOptions options) {
        checkOpen();
        RegionSpec spec = new RegionSpec(
                name,
                lengthBytes,
                options.pageBytes(),
                options.redundancy(),
                options.startsIncomplete(),
                options.uncommittedBytes());
        Pager.checkedPages(spec);
        checkLatency(name, options.latency());
        BackingStore store = provider.create(spec);
        try {
            RemoteRegion region = open(store, options.localBytes());
            region.expect(options.pattern());
            return region;
        } catch (RuntimeException | Error e) {
            undo(e, () -> provider.delete(name));
            throw e;
        }
    }

    /**
     * Opens a region that exists, with the local memory that the configuration says, and takes it over from whoever had it
     * before.
     *
     * @throws io.farpage.api.RegionSealedException when it is sealed
     * @throws RegionException when there is no such region, somebody holds its lease, or too few hosts answer
     */
    public RemoteRegion attach(String name) {
        return attach(name, 0);
    }

    /** The same with {@code localBytes} of local memory; 0 takes what the configuration says. */
    public RemoteRegion attach(String name, long localBytes) {
        checkOpen();
        return open(provider.attach(name), localBytes);
    }

    /**
     * Opens a sealed region to read it, with the local memory that the configuration says, beside whoever else reads it.
     *
     * @throws RegionException when there is no such region, it is not sealed, or too few hosts answer
     */
    public RemoteRegion openSealed(String name) {
        return openSealed(name, 0);
    }

    /** The same with {@code localBytes} of local memory; 0 takes what the configuration says. */
    public RemoteRegion openSealed(String name, long localBytes) {
        checkOpen();
        return open(provider.openSealed(name), localBytes);
    }

    /**
     * Deletes a region that nobody has open to write, and gives its memory back. Readers of a sealed region find its pages
     * gone.
     *
     * @throws RegionException when there is no such region or somebody holds its lease
     */
    public void delete(String name) {
        checkOpen();
        provider.delete(name);
    }

    /** All regions, by name. */
    public List<RegionInfo> regions() {
        checkOpen();
        return provider.regions();
    }

    /** The regions that are open now, in no order. */
    public Set<RemoteRegion> openRegions() {
        return Set.copyOf(open);
    }

    /**
     * The class of the farthest host that a region created now may be on.
     *
     * @throws RegionException when the directory does not answer
     */
    public LatencyClass latency() {
        checkOpen();
        return provider.latency();
    }

    private void checkLatency(String name, LatencyClass farthest) {
        if (farthest == LatencyClass.MESSAGES) {
            return; // No host is farther: nobody needs to be asked.
        }
        LatencyClass actual = provider.latency();
        if (!actual.isWithin(farthest)) {
            throw new RegionException("region '" + name + "' is to be within " + farthest
                    + ", but hosts of this cluster are " + actual
                    + " away: allow that, or start the hosts with a nearer transport");
        }
    }

    private RemoteRegion open(BackingStore store, long localBytes) {
        Pager pager;
        try {
            pager = new Pager(store, threads, localBytes == 0 ? config : config.withLocalBytes(localBytes));
        } catch (RuntimeException | Error e) {
            undo(e, store::close);
            throw e;
        }
        RemoteRegion region = new RemoteRegion(pager, open::remove);
        open.add(region);
        if (closed) {
            region.close();
        }
        checkOpen();
        return region;
    }

    private static void undo(Throwable cause, Runnable step) {
        try {
            step.run();
        } catch (RuntimeException e) {
            cause.addSuppressed(e);
        }
    }

    private void checkOpen() {
        if (closed) {
            throw new IllegalStateException("remote memory is closed");
        }
    }

    /**
     * Closes all regions that are open.
     *
     * @throws RegionException when some of them could not store what was dirty; all are closed all the same
     */
    @Override
    public void close() {
        closed = true;
        RuntimeException first = null;
        for (RemoteRegion region : open) {
            try {
                region.close();
            } catch (RuntimeException e) {
                if (first == null) {
                    first = e;
                } else {
                    first.addSuppressed(e);
                }
            }
        }
        if (first != null) {
            throw first;
        }
    }
}
