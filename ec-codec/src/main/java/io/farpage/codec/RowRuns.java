package io.farpage.codec;

import java.util.ArrayList;
import java.util.List;

/** Ascending rows of the fast layout, cut into runs of neighbours that one pass each computes. */
final class RowRuns {

    private record Run(int first, int place, RowPass pass) {}

    private final Run[] runs;

    RowRuns(Passes passes, int[] rows, boolean syndromes) {
        List<Run> found = new ArrayList<>();
        for (int place = 0; place < rows.length; ) {
            int neighbours = neighbours(rows, place);
            int count = passes.rowsAtOnce() > 1 && neighbours == 4 ? 2 : Math.min(neighbours, passes.rowsAtOnce());
            found.add(new Run(rows[place], place, passes.rows(rows[place], count, syndromes)));
            place += count;
        }
        this.runs = found.toArray(Run[]::new);
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
        return runs.length;
    }

    /** The first row of a run. */
    int first(int run) {
        return runs[run].first;
    }

    /** Which of all rows the first of a run is. */
    int place(int run) {
        return runs[run].place;
    }

    RowPass pass(int run) {
        return runs[run].pass;
    }
}
