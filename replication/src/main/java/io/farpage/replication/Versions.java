package io.farpage.replication;

import io.farpage.api.FragmentHeader;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The versions that the headers of a slab group's members tell of, and what whoever opens the region has to think of each.
 * Used by one thread.
 */
final class Versions {
    private final HeaderScan scan;
    private final HeaderScan.RegionIdentity region;
    private final long present;

    /** @param present bit i: member i holds everything that was acknowledged, and has answered the scan if it ever will */
    Versions(HeaderScan scan, HeaderScan.RegionIdentity region, long present) {
        this.scan = scan;
        this.region = region;
        this.present = present;
    }

    /** One version of a page; bit i of {@code holders}: member i has a header of it in that slot. */
    record Candidate(long version, long page, int slot, long holders) {}

    /** Every version that some member has a header of, newest first. */
    List<Candidate> newestFirst() {
        List<Candidate> found = new ArrayList<>();
        for (int slot = 0; slot < scan.slotCount(); slot++) {
            long seen = 0;
            for (int i = 0; i < region.total(); i++) {
                if ((seen & 1L << i) == 0 && scan.holdsSomething(i, slot)) {
                    long holders = scan.holders(slot, scan.page(i, slot), scan.version(i, slot));
                    seen |= holders;
                    found.add(new Candidate(scan.version(i, slot), scan.page(i, slot), slot, holders));
                }
            }
        }
        found.sort(Comparator.comparingLong(Candidate::version).reversed());
        return found;
    }

    /**
     * What a page is that has no newer acknowledged version than this one: LOST when it may have been acknowledged and too
     * few members hold it; null when it never was, because a member that holds everything lacks it and too few have it.
     */
    PageTable.@Nullable State judge(Candidate candidate) {
        long good = good(candidate);
        boolean enough = Long.bitCount(good) >= region.data();
        if (!enough && isLacked(candidate)) {
            return null;
        }
        if (good != 0 && scan.kind(Long.numberOfTrailingZeros(good), candidate.slot) == FragmentHeader.Kind.TOMBSTONE) {
            return PageTable.State.TOMBSTONE;
        }
        return enough ? PageTable.State.DATA : PageTable.State.LOST;
    }

    /** Bit i: member i holds it, and not as the mark that it was lost. */
    long good(Candidate candidate) {
        return candidate.holders & ~scan.lostMarks(candidate.slot, candidate.holders);
    }

    /** Whether some member has something newer in the slot: the version cannot be completed there. */
    boolean isOverwritten(Candidate candidate) {
        return scan.version(scan.newest(candidate.slot, scan.answered()), candidate.slot) > candidate.version;
    }

    /** Whether a member that holds all that was acknowledged surely does not hold it. */
    boolean isLacked(Candidate candidate) {
        return (scan.lackers(candidate.slot, candidate.holders) & present) != 0;
    }
}
