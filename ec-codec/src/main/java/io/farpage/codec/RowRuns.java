package io.farpage.codec;

import java.util.ArrayList;
import java.util.List;

/**
 * Ascending rows of the fast layout, cut into runs of neighbours that one pass each computes, for each size of group.
 */
final class RowRuns {

    private final int[] firsts;
    private final int[] places;
    private final RowPass[][] passes;

    RowRuns(Passes passes, int[] rows, boolean syndromes) {
        List<int[]> runs = cut(rows, passes.rowsAtOnce());
        this.firsts = Bits.fill(runs.size(), run -> rows[runs.get(run)[0]]);
        this.places = Bits.fill(runs.size(), run -> runs.get(run)[0]);
        this.passes = new RowPass[BitGroups.SIZES][runs.size()];
        for (int size = 0; size < BitGroups.SIZES; size++) {
            for (int run = 0; run < firsts.length; run++) {
                this.passes[size][run] =
                        passes.rows(firsts[run], runs.get(run)[1], syndromes, BitGroups.packetBytes(size));
            }
        }
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

    /** What computes a run, for groups of a size. */
    RowPass pass(int size, int run) {
        return passes[size][run];
    }
}
