package io.farpage.bench.pager;

import io.farpage.bench.RegionBenchmark;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.ListStatistics;
import org.openjdk.jmh.util.Statistics;

/** Has JMH measure a hit and a plain access, in turns, each time in a process of its own. */
final class HitBench {
    private static final String ALLOCATION = "gc.alloc.rate.norm";
    private static final int ITERATIONS = 5;

    private HitBench() {}

    /** The rows of plain access and of a hit. */
    static List<PagerRow> run(int forks, int iterationMs) throws RunnerException {
        List<RunResult> plains = new ArrayList<>();
        List<RunResult> hits = new ArrayList<>();
        for (int i = 0; i < forks; i++) {
            plains.add(fork("plainAccess", iterationMs));
            hits.add(fork("hit", iterationMs));
        }
        PagerRow plain = row("plainAccess", plains);
        return List.of(plain, row("hit", hits).beside(plain));
    }

    private static RunResult fork(String what, int iterationMs) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(iterationMs);
        return new Runner(
                        new OptionsBuilder()
                                .include("^" + RegionBenchmark.class.getName() + "\\." + what + "$")
                                .forks(1)
                                .warmupIterations(ITERATIONS)
                                .warmupTime(time)
                                .measurementIterations(ITERATIONS)
                                .measurementTime(time)
                                .addProfiler(GCProfiler.class)
                                .build(),
                        // What forks say of incubator modules is for nobody.
                        OutputFormatFactory.createFormatInstance(
                                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                                VerboseMode.SILENT))
                .runSingle();
    }

    private static PagerRow row(String what, List<RunResult> forks) {
        Statistics ns = new ListStatistics(forks.stream()
                .flatMap(fork -> fork.getAggregatedResult().getIterationResults().stream())
                .mapToDouble(iteration -> iteration.getPrimaryResult().getScore())
                .toArray());
        double spread = (ns.getPercentile(75) - ns.getPercentile(25)) / ns.getPercentile(50);
        double bytes = forks.stream()
                .mapToDouble(fork -> Objects.requireNonNull(
                                fork.getSecondaryResults().get(ALLOCATION))
                        .getScore())
                .average()
                .orElse(Double.NaN);
        return new PagerRow(what, null, 0, 0, ns.getPercentile(50), spread, null, 0, bytes);
    }
}
