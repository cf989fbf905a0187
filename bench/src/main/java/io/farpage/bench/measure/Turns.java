package io.farpage.bench.measure;

import java.util.Arrays;
import java.util.List;

/** What contenders came to that were measured in turns, so that what the machine does besides is shared fairly. */
public final class Turns {
    private static final int WARM_UP_TURNS = 4;

    private final double[] sorted;

    private Turns(double[] results) {
        sorted = results;
        Arrays.sort(sorted);
    }

    /** Takes so many turns of each, in alternation; the results are in the order of the contenders. */
    public static List<Turns> take(int count, Contender... contenders) {
        double[][] results = new double[contenders.length][count];
        for (int turn = -WARM_UP_TURNS; turn < count; turn++) {
            for (int i = 0; i < contenders.length; i++) {
                double ns = contenders[i].turn();
                if (turn >= 0) {
                    results[i][turn] = ns;
                } else if (turn == -1) {
                    contenders[i].forgetWarmUp();
                }
            }
        }
        return Arrays.stream(results).map(Turns::new).toList();
    }

    /** Nanoseconds for one operation, the median of all turns. */
    public double medianNs() {
        return sorted[sorted.length / 2];
    }

    /** How far the quarters of the turns are apart, as a share of the median. */
    public double spread() {
        return (sorted[sorted.length * 3 / 4] - sorted[sorted.length / 4]) / medianNs();
    }
}
