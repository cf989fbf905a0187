package io.farpage.bench.pager;

import io.farpage.bench.measure.Turns;
import org.jspecify.annotations.Nullable;

/**
 * One line of {@code bench pager}; the names are those of {@code --json}.
 *
 * @param what {@code hit}, {@code fault} (reads alone), {@code faultHalfWrites}, {@code degradedFault}, {@code writeBack}, {@code scan} and
 *     {@code scanWithoutReadAhead} for the pager; {@code plainAccess}, {@code copyCold}, {@code copyFragments}, {@code zramReadFault} (reads
 *     alone) and {@code zramFault} (half of the accesses write, as in the paper's Figure 6) for what they are beside
 * @param transport which carried the pages, if one did
 * @param k data fragments of a page, 0 where there are none
 * @param m parity fragments
 * @param ns for one access or page, the median of all turns; of faults by themselves the median in a turn, of {@code faultHalfWrites} and the
 *     kernel's swap the mean, because what leaves memory leaves it many pages at a time
 * @param spread between the slowest and the fastest quarter of the turns, as a share of the median
 * @param beside the row that it is divided by, if it is by any
 * @param ratio {@code ns} divided by that row's; 0 if there is none
 * @param bytesAllocated for one access or page, by the thread that asks
 */
record PagerRow(
        String what,
        @Nullable String transport,
        int k,
        int m,
        double ns,
        double spread,
        @Nullable String beside,
        double ratio,
        double bytesAllocated) {
    /** A row of something that is no pager. */
    static PagerRow bare(String what, double ns, double spread) {
        return new PagerRow(what, null, 0, 0, ns, spread, null, 0, 0);
    }

    static PagerRow bare(String what, Turns turns) {
        return bare(what, turns.medianNs(), turns.spread());
    }

    /** This row divided by another one. */
    PagerRow beside(PagerRow other) {
        return new PagerRow(what, transport, k, m, ns, spread, other.what, ns / other.ns, bytesAllocated);
    }
}
