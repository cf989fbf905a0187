package io.farpage.bench.pager;

import io.farpage.bench.RegionBenchmark;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;
import org.openjdk.jmh.util.Statistics;

/** Has JMH measure a hit and a plain access, in processes of their own. */
final class HitBench {
    private static final String ALLOCATION = "gc.alloc.rate.norm";

    private HitBench() {}

    /** The rows of plain access and of a hit. */
    static List<PagerRow> run(int forks, int iterations, int iterationMs) throws RunnerException {
        TimeValue time = TimeValue.milliseconds(iterationMs);
        Collection<RunResult> results = new Runner(
                        new OptionsBuilder()
                                .include("^" + RegionBenchmark.class.getName() + "\\.(plainAccess|hit)$")
                                .forks(forks)
                                .warmupIterations(iterations)
                                .warmupTime(time)
                                .measurementIterations(iterations)
                                .measurementTime(time)
                                .addProfiler(GCProfiler.class)
                                .build(),
                        // What forks say of incubator modules is for nobody.
                        OutputFormatFactory.createFormatInstance(
                                new PrintStream(OutputStream.nullOutputStream(), false, StandardCharsets.UTF_8),
                                VerboseMode.SILENT))
                .run();
        PagerRow plain = row("plainAccess", results);
        PagerRow hit = row("hit", results).beside(plain);
        return List.of(plain, hit);
    }

    private static PagerRow row(String what, Collection<RunResult> results) {
        RunResult result = results.stream()
                .filter(each -> each.getParams().getBenchmark().endsWith("." + what))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException("JMH measured no " + what));
        Statistics ns = result.getPrimaryResult().getStatistics();
        double spread = (ns.getPercentile(75) - ns.getPercentile(25)) / ns.getPercentile(50);
        Result<?> allocation = result.getSecondaryResults().get(ALLOCATION);
        double bytes = allocation == null ? Double.NaN : allocation.getScore();
        return new PagerRow(what, null, 0, 0, ns.getPercentile(50), spread, null, 0, bytes);
    }
}
