package io.farpage.replication;

import io.farpage.api.Crc32c;
import io.farpage.api.FragmentHeader;
import io.farpage.api.FragmentOp;
import io.farpage.api.RegionInfo;

/**
 * What the fragments in one slot of a slab group say together: which version the slot holds, and which members do not have
 * their fragment of it. Reusable; used by one thread.
 */
final class StripeVerdict {
    private final RegionInfo region;
    private final int data;
    private final long[] versions;
    private final long[] pages;
    private final int[] generations;
    private final FragmentHeader.Kind[] kinds;
    private long answered;
    private long described;
    private long free;
    private long sound;
    private long good;
    private long bad;
    private boolean lost;
    private int source;

    StripeVerdict(RegionInfo region) {
        this.region = region;
        data = region.spec().redundancy().data();
        int total = region.spec().redundancy().total();
        versions = new long[total];
        pages = new long[total];
        generations = new int[total];
        kinds = new FragmentHeader.Kind[total];
    }

    /** Forgets everything. */
    void begin() {
        answered = 0;
        described = 0;
        free = 0;
        sound = 0;
        good = 0;
        bad = 0;
        lost = false;
    }

    /** Takes what member {@code index} has in the slot. */
    void take(int index, FragmentOp op) {
        var header = op.header();
        long bit = 1L << index;
        answered |= bit;
        if (FragmentHeader.isFree(header, 0)) {
            free |= bit;
        }
        boolean fits = FragmentHeader.isIntact(header, 0)
                && FragmentHeader.region(header, 0) == region.id().value()
                && FragmentHeader.index(header, 0) == index
                && FragmentHeader.data(header, 0) == data
                && FragmentHeader.parity(header, 0)
                        == region.spec().redundancy().parity();
        if (!fits) {
            return;
        }
        described |= bit;
        versions[index] = FragmentHeader.version(header, 0);
        pages[index] = FragmentHeader.page(header, 0);
        generations[index] = FragmentHeader.generation(header, 0);
        kinds[index] = FragmentHeader.kind(header, 0);
        if (kinds[index] != FragmentHeader.Kind.LOST
                && FragmentHeader.payloadCrc(header, 0) == Crc32c.of(op.payload(), op.payloadAt(), op.payloadBytes())) {
            sound |= bit;
        }
    }

    /** Decides, when every member that answered was taken. */
    void decide(long present) {
        long newer = 0;
        while ((described & ~newer) != 0) {
            source = newest(described & ~newer);
            long holders = holders(versions[source]);
            long soundHolders = holders & sound;
            if (Long.bitCount(soundHolders) >= data) {
                source = Long.numberOfTrailingZeros(soundHolders);
                good = soundHolders;
                bad = answered & ~good & ~newer;
                return;
            }
            // A member that surely lacks it shows that it was never acknowledged.
            boolean lacked = (answered & (described | free) & ~holders) != 0;
            boolean known = (holders & ~sound & marked()) == 0;
            if (!lacked && answered == present) {
                lost = known;
                return;
            }
            newer |= holders;
        }
    }

    private int newest(long among) {
        int best = Long.numberOfTrailingZeros(among);
        for (long left = among; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            if (versions[index] > versions[best]) {
                best = index;
            }
        }
        return best;
    }

    private long holders(long version) {
        long mask = 0;
        for (long left = described; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            if (versions[index] == version && pages[index] == pages[source]) {
                mask |= 1L << index;
            }
        }
        return mask;
    }

    /** Members that hold the mark that a page was lost, which repair has set. */
    private long marked() {
        long mask = 0;
        for (long left = described; left != 0; left &= left - 1) {
            int index = Long.numberOfTrailingZeros(left);
            mask |= kinds[index] == FragmentHeader.Kind.LOST ? 1L << index : 0;
        }
        return mask;
    }

    /** Bit i: member i has its fragment of the slot's version; at least k bits, or none when nothing is to be mended. */
    long good() {
        return good;
    }

    /** Bit i: member i has answered and does not have its fragment. */
    long bad() {
        return bad;
    }

    /** Whether all present members answered and too few fragments are good, and nobody knows of the loss yet. */
    boolean isLost() {
        return lost;
    }

    long version() {
        return versions[source];
    }

    long page() {
        return pages[source];
    }

    int generation() {
        return generations[source];
    }

    FragmentHeader.Kind kind() {
        return kinds[source];
    }
}
