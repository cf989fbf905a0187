package io.farpage.codec;

import java.util.ArrayList;
import java.util.List;

/** Ascending rows of the fast layout, cut into runs of neighbours that one pass each computes, for one size of group. */
final class RowRuns {

    private final int[] firsts;
    private final int[] places;
    private final RowPass[] passes;

    private RowRuns(int[] firsts, int[] places, RowPass[] passes) {
        this.firsts = firsts;
        this.places = places;
        this.passes = passes;
    }

    /** The runs for each size of group. */
    static OnDemand<RowRuns> of(Passes passes, int[] rows, boolean lossy) {
        return new OnDemand<>(BitGroups.SIZES, size -> {
            int packetBytes = BitGroups.packetBytes(size);
            return of(passes, rows, lossy, packetBytes, packetBytes);
        });
    }

    /** Runs that leave out lost fragments, with results in {@link Scratch}. */
    static OnDemand<RowRuns> toScratch(Passes passes, int[] rows) {
        return new OnDemand<>(BitGroups.SIZES, size -> {
            int packetBytes = BitGroups.packetBytes(size);
            return of(passes, rows, true, packetBytes, passes.scratchPacketBytes(packetBytes));
        });
    }

    private static RowRuns of(Passes passes, int[] rows, boolean lossy, int packetBytes, int toPacketBytes) {
        List<int[]> runs = cut(rows, passes.rowsAtOnce());
        int[] firsts = Bits.fill(runs.size(), run -> rows[runs.get(run)[0]]);
        int[] places = Bits.fill(runs.size(), run -> runs.get(run)[0]);
        RowPass[] each = new RowPass[runs.size()];
        for (int run = 0; run < each.length; run++) {
            each[run] = passes.rows(new Passes.Rows(firsts[run], runs.get(run)[1], lossy, packetBytes, toPacketBytes));
        }
        return new RowRuns(firsts, places, each);
    }

    /** Pairs of a place in {@code rows} and a count of rows from there. Four rows are best done two and two. */
    private static List<int[]> cut(int[] rows, int atOnce) {
        List<int[]> runs = new ArrayList<>();
        for (int place = 0; place < rows.length; ) {
            int neighbours = neighbours(rows, place);
            int count = atOnce > 1 && neighbours == 4 ? 2 : Math.min(neighbours, atOnce);
            runs.add(new int[] {place, count});
            place += count;
        }
        return runs;
    }

    /** How many rows from {@code place} on follow one another. */
    private static int neighbours(int[] rows, int place) {
        int count = 1;
        while (place + count < rows.length && rows[place + count] == rows[place] + count) {
            count++;
        }
        return count;
    }

    int count() {
        return firsts.length;
    }

    /** The first row of a run. */
    int first(int run) {
        return firsts[run];
    }

    /** Which of all rows the first of a run is. */
    int place(int run) {
        return places[run];
    }

    RowPass pass(int run) {
        return passes[run];
    }
}
