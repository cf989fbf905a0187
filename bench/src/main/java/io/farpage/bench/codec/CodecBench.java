package io.farpage.bench.codec;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.format.OutputFormatFactory;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.VerboseMode;

/** Runs {@link CodecBenchmark} over the usual geometries, in several forks each. */
public final class CodecBench {

    private static final int PAGE_BYTES = 4096;
    private static final int WARM_UP_PAGES = 6_000;
    private static final int[][] USUAL = {{2, 1}, {4, 2}, {6, 3}, {8, 2}, {8, 3}, {10, 4}};
    private static final int[] LARGER_BYTES = {64 << 10, 2 << 20};

    private final int forksOfHotPages;
    private final int forksOfOthers;
    private final int millisEach;
    private final List<CodecCase> cases;

    private CodecBench(int forksOfHotPages, int forksOfOthers, int millisEach, List<CodecCase> cases) {
        this.forksOfHotPages = forksOfHotPages;
        this.forksOfOthers = forksOfOthers;
        this.millisEach = millisEach;
        this.cases = cases;
    }

    /** All geometries in all sizes and working sets, five forks each: some twenty minutes. */
    public static CodecBench full() {
        List<CodecCase> cases = new ArrayList<>();
        for (int[] geometry : USUAL) {
            cases.add(new CodecCase(geometry[0], geometry[1], PAGE_BYTES, "hot"));
            cases.add(new CodecCase(geometry[0], geometry[1], PAGE_BYTES, "cold"));
            for (int bytes : LARGER_BYTES) {
                cases.add(new CodecCase(geometry[0], geometry[1], bytes, "hot"));
            }
        }
        return new CodecBench(5, 5, 300, cases);
    }

    /** All geometries on hot pages, and 8+2 on the rest; under three minutes. */
    public static CodecBench quick() {
        List<CodecCase> cases = new ArrayList<>();
        for (int[] geometry : USUAL) {
            cases.add(new CodecCase(geometry[0], geometry[1], PAGE_BYTES, "hot"));
        }
        cases.add(new CodecCase(8, 2, PAGE_BYTES, "cold"));
        for (int bytes : LARGER_BYTES) {
            cases.add(new CodecCase(8, 2, bytes, "hot"));
        }
        return new CodecBench(3, 2, 45, cases);
    }

    /**
     * Measures. Blocks until all forks are done.
     *
     * @param progress is told what is next
     */
    public List<CodecRow> run(Consumer<String> progress) {
        // Another JMH on this machine makes noise, which taking turns copes with; JMH would refuse to run beside it.
        System.setProperty("jmh.ignoreLock", "true");
        List<CodecRow> rows = new ArrayList<>();
        for (int i = 0; i < cases.size(); i++) {
            CodecCase what = cases.get(i);
            progress.accept("%d/%d %s".formatted(i + 1, cases.size(), what.parameter()));
            rows.addAll(RowsOfCase.of(what, fork(what)));
        }
        return rows;
    }

    private List<List<Turns.Result>> fork(CodecCase what) {
        // JMH prints what its forks say on standard output, which is for results.
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream sink = new PrintStream(said, true, StandardCharsets.UTF_8);
        try {
            Path results = Files.createTempFile("farpage-bench-codec", ".tsv");
            try {
                Options options = new OptionsBuilder()
                        .include(CodecBenchmark.class.getName())
                        .param("what", what.parameter())
                        .param("warmUpPages", String.valueOf(WARM_UP_PAGES))
                        .param("millisEach", String.valueOf(millisEach))
                        .param("resultFile", results.toString())
                        .jvmArgs(jvmArguments())
                        .forks(what.blockBytes() == PAGE_BYTES && !what.cold() ? forksOfHotPages : forksOfOthers)
                        .warmupIterations(0)
                        .measurementIterations(1)
                        .shouldFailOnError(true)
                        .build();
                new Runner(options, OutputFormatFactory.createFormatInstance(sink, VerboseMode.NORMAL)).run();
                return ResultLine.read(Files.readAllLines(results));
            } finally {
                Files.delete(results);
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the temporary file of results could not be used", e);
        } catch (RunnerException e) {
            System.err.println(said.toString(StandardCharsets.UTF_8));
            throw new IllegalStateException(
                    "the benchmark of " + what.parameter() + " failed in its fork: " + e.getMessage(), e);
        }
    }

    /**
     * What this JVM was started with, which the launcher chose, and room for the cold pages. Code waits for its
     * compilation: otherwise it depends on what else the machine does how soon the fast code is there.
     */
    private static String[] jvmArguments() {
        List<String> arguments =
                new ArrayList<>(ManagementFactory.getRuntimeMXBean().getInputArguments());
        arguments.removeIf(argument -> argument.startsWith("-D") || argument.startsWith("-javaagent"));
        arguments.add("-XX:-BackgroundCompilation");
        arguments.add("-XX:MaxDirectMemorySize=4g");
        return arguments.toArray(String[]::new);
    }
}
