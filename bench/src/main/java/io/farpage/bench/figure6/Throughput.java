package io.farpage.bench.figure6;

import io.farpage.bench.measure.Turns;

/**
 * One point of Figure 6(a); the names are those of {@code --json}.
 *
 * @param system {@code plain} memory, {@code inProcess} or {@code shm} for Farpage's pager with such hosts, or {@code zram}
 * @param localPercent how much of the data fits local memory
 * @param operationUs how long the program computes after each access
 * @param perSecond accesses, half of them writes
 * @param spread between the slowest and the fastest quarter of the turns, as a share of the median
 */
record Throughput(String system, int localPercent, double operationUs, double perSecond, double spread) {
    static Throughput of(String system, int localPercent, long operationNs, Turns turns) {
        return new Throughput(system, localPercent, operationNs / 1e3, 1e9 / turns.medianNs(), turns.spread());
    }
}
