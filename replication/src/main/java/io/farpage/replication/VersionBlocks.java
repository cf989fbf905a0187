package io.farpage.replication;

import io.farpage.api.RegionException;
import io.farpage.api.Version;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * Short names for the versions of a region: the upper bits of a version, which few versions of a region differ in, are replaced by the number
 * under which they were first seen. So a name needs fewer bits than an (epoch, counter) pair, and no version is confused with another one.
 * Thread-safe: whoever got a name from another thread, in an orderly way, can ask for its version.
 */
final class VersionBlocks {
    private static final int LOW_BITS = 20;
    private static final long LOW = (1L << LOW_BITS) - 1;

    private final long most;
    private final Map<Long, Integer> blocks = new HashMap<>();
    private volatile long[] uppers = new long[16];
    private volatile Block newest = new Block(0, 0);

    private record Block(long upper, int number) {}

    /** @param nameBits how long a name may be */
    VersionBlocks(int nameBits) {
        most = 1L << (nameBits - LOW_BITS);
        blocks.put(Version.NONE, 0);
    }

    /**
     * The name of a version; 0 is that of {@link Version#NONE}.
     *
     * @throws RegionException when there are no names left
     */
    long name(long version) {
        long upper = version >>> LOW_BITS;
        Block last = newest;
        long block = last.upper == upper ? last.number : number(upper);
        return (block << LOW_BITS) | (version & LOW);
    }

    /** The version of that name. */
    long version(long name) {
        return (uppers[(int) (name >>> LOW_BITS)] << LOW_BITS) | (name & LOW);
    }

    private synchronized int number(long upper) {
        int number = blocks.computeIfAbsent(upper, this::add);
        if (upper > newest.upper) {
            newest = new Block(upper, number);
        }
        return number;
    }

    private int add(long upper) {
        int number = blocks.size();
        if (number == most) {
            throw new RegionException("there were more than " + (most << LOW_BITS)
                    + " writes since the region was opened: close it and attach it again");
        }
        long[] known = number < uppers.length ? uppers : Arrays.copyOf(uppers, 2 * number);
        known[number] = upper;
        uppers = known;
        return number;
    }
}
