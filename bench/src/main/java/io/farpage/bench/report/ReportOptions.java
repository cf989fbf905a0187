package io.farpage.bench.report;

import java.io.IOException;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Options of a benchmark that takes long and writes a report. */
public final class ReportOptions {
    @Option(
            names = "--report",
            paramLabel = "DIR",
            description =
                    "Where a page with pictures goes, JSON and CSV beside it. Finished steps are kept there until all are, so that"
                            + " the same command goes on with a run that was stopped.")
    private @Nullable Path directory;

    @Option(names = "--fresh", description = "Does all steps again, even if a run that was stopped has finished some.")
    private boolean fresh;

    /** Where the report goes; nowhere when none is wanted. */
    public Optional<Path> directory() {
        return Optional.ofNullable(directory);
    }

    /**
     * The steps of a benchmark, kept where the report goes. What they are run on is one of the settings.
     *
     * @throws io.farpage.server.cli.UsageException when there are finished steps of other settings
     */
    public Steps begin(String benchmark, Map<String, String> settings, List<Steps.Step> steps) throws IOException {
        Map<String, String> all = new LinkedHashMap<>(settings);
        all.putAll(Machine.describe());
        Steps.Plan plan = new Steps.Plan(benchmark, all, steps);
        return directory == null
                ? Steps.unkept(plan, line -> say(benchmark, line))
                : Steps.keptIn(directory, fresh, plan, line -> say(benchmark, line));
    }

    /** Says something on standard error. */
    public static void say(String benchmark, String line) {
        System.err.println("bench " + benchmark + ": " + line);
    }
}
