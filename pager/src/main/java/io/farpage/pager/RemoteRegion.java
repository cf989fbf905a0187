package io.farpage.pager;

import io.farpage.api.RegionException;
import io.farpage.api.RegionFencedException;
import io.farpage.api.RegionSealedException;
import io.farpage.api.RegionSpec;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * A linear address space of bytes that live in the memory of other hosts and are cached in a bounded piece of local memory.
 * It starts as zeros. Offsets and lengths are in bytes, values little-endian; any offset will do, page bounds do not matter.
 *
 * <p>Thread-safe, also for thousands of virtual threads. A value of up to 8 bytes at an offset that is a multiple of its
 * size is read and written whole; all else may be seen half written by other threads. Threads that pass data to each other
 * through a region synchronise as they would with an array.
 *
 * <p>Access to a page in local memory neither blocks nor allocates. Access to another page reads it on the calling thread.
 * Writes go to local memory and are stored in the background; they survive this process from {@link #flush} on. Writes block
 * when too much is waiting to be stored.
 * A region with commits is found as of its last {@link #commit} by whoever opens it next; one without, with any of the writes since
 * the last {@link #flush}.
 *
 * <p>Every access may throw {@link IndexOutOfBoundsException}; {@link IllegalStateException} when the region is closed;
 * {@link io.farpage.api.PageLostException} when the page was lost and no {@link #onLoss handler} makes it anew, until all
 * of it is written in one bulk write or it is trimmed; {@link RegionFencedException} when somebody else took the region over; {@link RegionSealedException} when it
 * would change a sealed region; {@link RegionException} when hosts could
 * not be reached for longer than the configuration says, {@link io.farpage.api.RegionOverloadedException} when they had too much
 * to do for so long, both with nothing lost; {@link io.farpage.api.CommitNeededException} when a write would change more than a region with
 * commits was created for. A bulk transfer that fails may be half done.
 */
public final class RemoteRegion extends PageWords implements AutoCloseable {
    private final Pager pager;
    private final RegionSpec spec;
    private final Consumer<RemoteRegion> onClose;

    RemoteRegion(Pager pager, Consumer<RemoteRegion> onClose) {
        super(pager, pager.store.spec().lengthBytes(), pager.store.spec().pageBytes());
        this.pager = pager;
        this.onClose = onClose;
        spec = pager.store.spec();
    }

    /** The region as it was created. */
    public RegionSpec spec() {
        return spec;
    }

    /** Bytes that can be addressed. */
    public long length() {
        return spec.lengthBytes();
    }

    /** Whether the byte at {@code offset} is not zero. */
    public boolean getBoolean(long offset) {
        return getByte(offset) != 0;
    }

    /** Sets the byte at {@code offset} to 1 or 0. */
    public void setBoolean(long offset, boolean value) {
        setByte(offset, value ? (byte) 1 : 0);
    }

    /** The two bytes at {@code offset} as a character. */
    public char getChar(long offset) {
        return (char) getShort(offset);
    }

    /** Sets the two bytes at {@code offset}. */
    public void setChar(long offset, char value) {
        setShort(offset, (short) value);
    }

    /** The four bytes at {@code offset} as a float. */
    public float getFloat(long offset) {
        return Float.intBitsToFloat(getInt(offset));
    }

    /** Sets the four bytes at {@code offset}. */
    public void setFloat(long offset, float value) {
        setInt(offset, Float.floatToRawIntBits(value));
    }

    /** The eight bytes at {@code offset} as a double. */
    public double getDouble(long offset) {
        return Double.longBitsToDouble(getLong(offset));
    }

    /** Sets the eight bytes at {@code offset}. */
    public void setDouble(long offset, double value) {
        setLong(offset, Double.doubleToRawLongBits(value));
    }

    /** Fills {@code to} with bytes from {@code offset} on. */
    public void read(long offset, MemorySegment to) {
        check(offset, to.byteSize());
        if (to.isReadOnly()) {
            throw new IllegalArgumentException("cannot read into a segment that is read-only");
        }
        operate(() -> pager.bulk.read(offset, to));
    }

    /** Fills what remains of {@code to} with bytes from {@code offset} on, and moves its position to its limit. */
    public void read(long offset, ByteBuffer to) {
        read(offset, MemorySegment.ofBuffer(to));
        to.position(to.limit());
    }

    /** Writes all of {@code from} to {@code offset} and on. Pages that are covered whole are not read first. */
    public void write(long offset, MemorySegment from) {
        check(offset, from.byteSize());
        operate(() -> pager.bulk.write(offset, from));
    }

    /** Writes what remains of {@code from} to {@code offset} and on, and moves its position to its limit. */
    public void write(long offset, ByteBuffer from) {
        write(offset, MemorySegment.ofBuffer(from));
        from.position(from.limit());
    }

    /**
     * Blocks until everything that was written before this call is acknowledged by the hosts, and so survives as many hosts as the
     * region's redundancy says, and this process too, in any order with what is written later. In a region with commits it is
     * what the next {@link #commit} need not wait for, and no more.
     *
     * @throws RegionException when that was not possible within the configured time; what was written stays in local memory
     */
    public void flush() {
        operate(pager.flusher::flush);
    }

    /**
     * Makes the region as it is now, over all of its pages, what whoever opens it after a crash of this process finds, and keeps finding
     * until the next commit has succeeded: never a part of what was written since. Writes by other threads that are under way are
     * in it or not, each as a whole up to 8 bytes, and in it only with all that happened before them; they wait while it goes on.
     * What was not committed when the region is closed is gone.
     *
     * @throws RegionException when that was not possible within the configured time, and then it has happened or not, which the next
     *     commit settles; or when the region was created without {@link RegionOptions#withCommits commits}
     */
    public void commit() {
        operate(pager.flusher::commit);
    }

    /**
     * Flushes, or commits a region with commits, and says that all that the region is made for is in it: it is not known as incomplete any more. Does no more
     * than a flush for a region that is complete.
     *
     * @throws RegionException as for {@link #flush}, or when the directory does not answer
     */
    public void complete() {
        if (spec.hasCommits()) {
            commit();
        } else {
            flush();
        }
        operate(pager.store::complete);
    }

    /**
     * Makes the region what it is for good: stores what was written, ends all writing, and gives up the region, so that any
     * number of programs may read it with {@link RemoteMemory#openSealed}. Writes by other threads that are under way end
     * before it or fail with {@link RegionSealedException}, as later ones do. This region object is for reading from then
     * on. Also completes the region. Does nothing when it is sealed.
     *
     * @throws RegionException as for {@link #flush}, and all is as before; or when the store or the directory could not do
     *     it in time: then nothing is written any more, and whether the region is sealed is known when sealing it again
     *     succeeds
     */
    public void seal() {
        operate(pager.flusher::seal);
    }

    /** Says that these bytes will be needed. Returns at once; they are read in the background as far as there is room. */
    public void prefetch(long offset, long lengthBytes) {
        check(offset, lengthBytes);
        if (lengthBytes > 0) {
            long first = offset / spec.pageBytes();
            long last = (offset + lengthBytes - 1) / spec.pageBytes();
            operate(() -> pager.prefetcher.request((int) first, (int) (last - first + 1)));
        }
    }

    /** Has lost pages made anew from now on instead of ending accesses with {@link io.farpage.api.PageLostException}; null ends that. */
    public void onLoss(@Nullable LossHandler handler) {
        pager.losses.handler(handler);
    }

    /** Says how all of the region will be accessed from now on. Returns at once. */
    public void expect(AccessPattern pattern) {
        pager.readAhead.expect(pattern);
    }

    /** Says that these bytes will not be needed soon: pages that are covered whole leave local memory before others do. */
    public void doneWith(long offset, long lengthBytes) {
        check(offset, lengthBytes);
        long first = (offset + spec.pageBytes() - 1) / spec.pageBytes();
        long end = (offset + lengthBytes) / spec.pageBytes();
        operate(() -> {
            for (long page = first; page < end; page++) {
                pager.evictor.discard((int) page);
            }
        });
    }

    /**
     * Makes these bytes read as zeros, and gives back the memory of pages that are covered whole, but for a region with commits, whose
     * committed pages stay.
     */
    public void trim(long offset, long lengthBytes) {
        check(offset, lengthBytes);
        operate(() -> {
            if (spec.hasCommits()) {
                pager.bulk.zero(offset, lengthBytes);
            } else {
                trimPages(offset, offset + lengthBytes);
            }
        });
    }

    private void trimPages(long from, long to) {
        int pageBytes = spec.pageBytes();
        long firstWhole = (from + pageBytes - 1) / pageBytes;
        long endWhole = to == spec.lengthBytes() ? spec.pageCount() : to / pageBytes;
        if (firstWhole >= endWhole) {
            pager.bulk.zero(from, to - from);
            return;
        }
        pager.bulk.zero(from, firstWhole * pageBytes - from);
        for (long page = firstWhole; page < endWhole; page++) {
            pager.trimmer.trim((int) page);
        }
        pager.bulk.zero(endWhole * pageBytes, Math.max(0, to - endWhole * pageBytes));
    }

    /** The region's operations as stages; each runs on a thread of {@code executor}, which stays the caller's. */
    public AsyncRegion async(Executor executor) {
        return new AsyncRegion(this, executor);
    }

    /** What was done so far. */
    public RegionStats stats() {
        return pager.stats();
    }

    /** How many more hosts the least protected page survives, without what is dirty; -1 with lost pages. */
    public int tolerates() {
        return pager.store.tolerates();
    }

    /**
     * Stores what is dirty (but commits nothing), frees local memory and gives the region back. Accesses by other threads that are under way end
     * first, later ones fail. Closing again does nothing.
     *
     * @throws RegionFencedException when somebody else took the region over and not everything had been stored before
     * @throws RegionException when hosts could not be reached and writes since the last {@link #flush} are lost: whoever
     *     wants to wait longer calls that first. The region is closed all the same.
     */
    @Override
    public void close() {
        int unsaved = pager.close();
        onClose.accept(this);
        if (unsaved > 0) {
            throw pager.health.unsaved(unsaved);
        }
    }

    private void operate(Runnable operation) {
        pager.health.enter();
        try {
            operation.run();
        } finally {
            pager.health.exit();
        }
    }
}
