package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import io.farpage.api.HostConnection;
import io.farpage.api.Reply;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import org.jspecify.annotations.Nullable;

/**
 * The headers of all slots of the members of a slab group that answered, and what can be said of a version from them. Used
 * by one thread; owns its memory.
 */
final class HeaderScan implements AutoCloseable {
    private final Arena arena = Arena.ofConfined();
    private final RegionIdentity region;
    private final int slotCount;
    private final @Nullable MemorySegment[] headers;
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
        headers[index] = into;
        answered |= 1L << index;
        return true;
    }

    /** Bit i: the headers of member i are known. */
    long answered() {
        return answered;
    }

    int slotCount() {
        return slotCount;
    }

    /** Whether member {@code index} has an intact header of this region and index in a slot. */
    boolean holdsSomething(int index, int slot) {
        MemorySegment memory = headers[index];
        long at = (long) slot * FragmentHeader.BYTES;
        return memory != null
                && FragmentHeader.isIntact(memory, at)
                && FragmentHeader.region(memory, at) == region.region()
                && FragmentHeader.index(memory, at) == index
                && FragmentHeader.data(memory, at) == region.data()
                && FragmentHeader.parity(memory, at) == region.parity();
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
            MemorySegment memory = known(index);
            long at = (long) slot * FragmentHeader.BYTES;
            if (FragmentHeader.isFree(memory, at) || FragmentHeader.isIntact(memory, at)) {
                mask |= 1L << index;
            }
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
