package io.farpage.bench.measure;

import java.util.Arrays;
import java.util.List;

/** What contenders came to that were measured in turns, so that what the machine does besides is shared fairly. */
public final class Turns {
    /** A contender is warm when it has got no faster for so many turns. */
    private static final int WARM_TURNS = 4;

    private static final double FASTER = 0.97;
    private static final int MAX_WARM_UP_TURNS = 24;

    private final double[] sorted;

    private Turns(double[] results) {
        sorted = results;
        Arrays.sort(sorted);
    }

    /** Takes so many turns of each, in alternation, once all are warm; the results are in the order of the contenders. */
    public static List<Turns> take(int count, Contender... contenders) {
        warmUp(contenders);
        double[][] results = new double[contenders.length][count];
        for (int turn = 0; turn < count; turn++) {
            for (int i = 0; i < contenders.length; i++) {
                results[i][turn] = contenders[i].turn();
            }
        }
        return Arrays.stream(results).map(Turns::new).toList();
    }

    private static void warmUp(Contender... contenders) {
        double[] best = new double[contenders.length];
        Arrays.fill(best, Double.MAX_VALUE);
        int warm = 0;
        for (int turn = 0; turn < MAX_WARM_UP_TURNS && warm < WARM_TURNS; turn++) {
            warm++;
            for (int i = 0; i < contenders.length; i++) {
                double ns = contenders[i].turn();
                if (ns < best[i] * FASTER) {
                    warm = 0;
                }
                best[i] = Math.min(best[i], ns);
            }
        }
        for (Contender each : contenders) {
            each.forgetWarmUp();
        }
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
