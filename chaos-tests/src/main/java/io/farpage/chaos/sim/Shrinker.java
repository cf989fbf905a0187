package io.farpage.chaos.sim;

import java.util.ArrayList;
import java.util.List;

/** Cuts a plan that fails down to faults without any of which it would not (Zeller and Hildebrandt, delta debugging, 2002). */
final class Shrinker {
    private static final int MAX_RUNS = 40;

    private Shrinker() {}

    static FaultPlan shrink(FaultPlan failing) {
        List<Fault> faults = failing.faults();
        int runs = 0;
        int size = Math.max(1, faults.size() / 2);
        while (runs < MAX_RUNS) {
            boolean smaller = false;
            for (int from = 0; from < faults.size() && runs < MAX_RUNS; from += size, runs++) {
                List<Fault> fewer = new ArrayList<>(faults.subList(0, from));
                fewer.addAll(faults.subList(Math.min(from + size, faults.size()), faults.size()));
                if (fewer.size() < faults.size()
                        && !SimRun.run(failing.with(fewer)).violations().isEmpty()) {
                    faults = fewer;
                    smaller = true;
                    break;
                }
            }
            if (!smaller && size == 1) {
                break;
            }
            size = smaller ? size : size / 2;
        }
        return failing.with(faults);
    }
}
