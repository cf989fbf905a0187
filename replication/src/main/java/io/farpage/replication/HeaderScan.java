package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The headers of all slots of the members of a slab group that answered, and what can be said of a version from them. Members
 * may be fetched by several threads; all else is for one thread, after that. Owns its memory.
 */
final class HeaderScan implements AutoCloseable {
    private static final byte FREE = 0;
    private static final byte DAMAGED = 1;
    private static final byte OURS = 2;
    private static final byte FOREIGN = 3;

    private final Arena arena = Arena.ofShared();
    private final RegionIdentity region;
    private final int slotCount;
    private final @Nullable MemorySegment[] headers;

    /** What each header of each member is, so that checksums are computed once. */
    private final byte[][] kinds;

    private long answered;

    /** What headers of a region's fragments must say. */
    record RegionIdentity(int region, int data, int parity) {
        int total() {
            return data + parity;
        }
    }

    HeaderScan(RegionIdentity region, int slotCount) {
        this.region = region;
        this.slotCount = slotCount;
        headers = new MemorySegment[region.total()];
        kinds = new byte[region.total()][];
    }

    /** Fetches the headers of member {@code index}; false when it does not answer. */
    boolean fetch(int index, @Nullable HostConnection connection, long slab) {
        if (connection == null) {
            return false;
        }
        MemorySegment into = arena.allocate((long) slotCount * FragmentHeader.BYTES, 64);
        if (!(connection.scan(slab, into) instanceof Reply.Done<Integer> done) || done.value() != slotCount) {
            return false;
        }
        byte[] found = new byte[slotCount];
        for (int slot = 0; slot < slotCount; slot++) {
            found[slot] = kindOf(index, into, (long) slot * FragmentHeader.BYTES);
        }
        synchronized (this) {
            headers[index] = into;
            kinds[index] = found;
            answered |= 1L << index;
        }
        return true;
    }

    private byte kindOf(int index, MemorySegment memory, long at) {
        if (FragmentHeader.isFree(memory, at)) {
            return FREE;
        }
        if (!FragmentHeader.isIntact(memory, at)) {
            return DAMAGED;
        }
        boolean ours = FragmentHeader.region(memory, at) == region.region()
                && FragmentHeader.index(memory, at) == index
                && FragmentHeader.data(memory, at) == region.data()
                && FragmentHeader.parity(memory, at) == region.parity();
        return ours ? OURS : FOREIGN;
    }

    /** Bit i: the headers of member i are known. */
    synchronized long answered() {
        return answered;
    }

    int slotCount() {
        return slotCount;
    }

    /** Whether member {@code index} has an intact header of this region and index in a slot. */
    boolean holdsSomething(int index, int slot) {
        return (answered & 1L << index) != 0 && kinds[index][slot] == OURS;
    }

    /** Which of these members holds the newest version in a slot; -1 when none holds anything. */
    int newest(int slot, long members) {
        int best = -1;
        for (long left = members; left != 0; left &= left - 1) {
            int i = Long.numberOfTrailingZeros(left);
            if (holdsSomething(i, slot) && (best < 0 || version(i, slot) > version(best, slot))) {
                best = i;
            }
        }
        return best;
    }

    long page(int index, int slot) {
        return FragmentHeader.page(known(index), (long) slot * FragmentHeader.BYTES);
    }

    long version(int index, int slot) {
        return FragmentHeader.version(known(index), (long) slot * FragmentHeader.BYTES);
    }

    FragmentHeader.Kind kind(int index, int slot) {
        return FragmentHeader.kind(known(index), (long) slot * FragmentHeader.BYTES);
    }

    int generation(int index, int slot) {
        return FragmentHeader.generation(known(index), (long) slot * FragmentHeader.BYTES);
    }

    /** Bit i: member i holds this version of this page in this slot, as a fragment or as the mark that it was lost. */
    long holders(int slot, long page, long version) {
        long mask = 0;
        for (int i = 0; i < headers.length; i++) {
            if (holdsSomething(i, slot) && version(i, slot) == version && page(i, slot) == page) {
                mask |= 1L << i;
            }
        }
        return mask;
    }

    /** Of these holders, those that hold it as the mark that it was lost. */
    long lostMarks(int slot, long holders) {
        long mask = 0;
        for (long left = holders; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            if (kind(index, slot) == FragmentHeader.Kind.LOST) {
                mask |= 1L << index;
            }
        }
        return mask;
    }

    /**
     * Bit i: member i surely does not hold the version that {@code holders} hold: its slot is free or has an intact header
     * of something else. A header that is not intact proves nothing.
     */
    long lackers(int slot, long holders) {
        long mask = 0;
        for (long left = answered & ~holders; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            mask |= kinds[index][slot] == DAMAGED ? 0 : 1L << index;
        }
        return mask;
    }

    private MemorySegment known(int index) {
        MemorySegment memory = headers[index];
        if (memory == null) {
            throw new IllegalStateException("member " + index + " has not answered the scan");
        }
        return memory;
    }

    @Override
    public void close() {
        arena.close();
    }
}
