package io.farpage.bench.workloads;

import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import io.farpage.bench.measure.Scheme;
import java.util.List;
import java.util.Locale;
import org.HdrHistogram.Histogram;

/**
 * One line of {@code bench workloads}; the names are those of {@code --json}.
 *
 * @param what {@code ycsbA}, {@code ycsbB}, {@code ycsbC}, {@code ycsbF} or {@code pageRank}
 * @param transport {@code shm} or {@code aeron}
 * @param scheme {@code 3 copies} or {@code 4+2}
 * @param k fragments that a page is read from; a copy is one
 * @param m losses that it survives
 * @param localPercent local memory for a hundred bytes of the region
 * @param crash whether a host was killed in the middle
 * @param seconds the run of {@code perSecond}
 * @param perSecond operations of YCSB, or edges that PageRank followed, the median of all turns; with a crash there is one
 * @param lowestPerSecond of all turns
 * @param highestPerSecond of all turns
 * @param p50Us of an operation, from when it was due, in another run with half as many operations a second as there could be without
 *     crash; 0 for PageRank
 * @param p99Us the same
 * @param p999Us the same
 * @param faultsPerOperation pages that were fetched because an access needed them, for an operation or an edge
 * @param wrong values that were not whole or not of their key; 0 unless there is a bug
 */
@JsonPropertyOrder({"what", "transport", "scheme"})
record WorkloadRow(
        String what,
        String transport,
        String scheme,
        int k,
        int m,
        int localPercent,
        boolean crash,
        double seconds,
        double perSecond,
        double lowestPerSecond,
        double highestPerSecond,
        double p50Us,
        double p99Us,
        double p999Us,
        double faultsPerOperation,
        long wrong) {
    /** @param paced the run that percentiles are of */
    static WorkloadRow of(
            String what,
            String transport,
            Scheme scheme,
            int localPercent,
            boolean crash,
            List<Program.Result> turns,
            Program.Result paced) {
        long operations = turns.getFirst().operations();
        Histogram times = paced.times();
        return new WorkloadRow(
                what,
                transport,
                scheme.name(),
                scheme.data(),
                scheme.parity(),
                localPercent,
                crash,
                operations / median(turns),
                median(turns),
                sorted(turns).getFirst(),
                sorted(turns).getLast(),
                times.getValueAtPercentile(50) / 1e3,
                times.getValueAtPercentile(99) / 1e3,
                times.getValueAtPercentile(99.9) / 1e3,
                turns.stream().mapToDouble(Program.Result::faults).sum() / operations / turns.size(),
                paced.wrong() + turns.stream().mapToLong(Program.Result::wrong).sum());
    }

    /** Lowest to highest of all turns, for people. */
    String range() {
        return crash ? "" : String.format(Locale.ROOT, "%,.0f - %,.0f", lowestPerSecond, highestPerSecond);
    }

    private static List<Double> sorted(List<Program.Result> turns) {
        return turns.stream().map(Program.Result::perSecond).sorted().toList();
    }

    /** Operations a second of the turn in the middle. */
    static double median(List<Program.Result> turns) {
        return sorted(turns).get(turns.size() / 2);
    }
}
