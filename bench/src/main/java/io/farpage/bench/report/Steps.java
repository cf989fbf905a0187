package io.farpage.bench.report;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.farpage.server.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * The steps of a benchmark that takes long. What each finished one came to is kept in a file, so that a run that was stopped, however
 * that was, goes on when it is started again with the same settings. Says how far it is and how long it still takes. Not thread-safe.
 */
public final class Steps {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Plan plan;
    private final @Nullable Path file;
    private final Consumer<String> say;
    private final LongSupplier nanoTime;
    private final Map<String, Finished> finished = new LinkedHashMap<>();

    /**
     * What there is to do.
     *
     * @param benchmark its name
     * @param settings all that results depend on; results of other settings are never mixed in
     * @param steps in the order in which they are run, with different names
     */
    public record Plan(String benchmark, Map<String, String> settings, List<Step> steps) {}

    /** A part that can be run without the others, and about how long it takes. */
    public record Step(String name, double seconds) {}

    /** Does a step. */
    public interface Work<T> {
        T run() throws IOException, InterruptedException;
    }

    /** What is in the file. */
    private record Unfinished(Map<String, String> settings, Map<String, Finished> steps) {}

    private record Finished(double seconds, JsonNode result) {}

    Steps(Plan plan, @Nullable Path file, Consumer<String> say, LongSupplier nanoTime) {
        this.plan = plan;
        this.file = file;
        this.say = say;
        this.nanoTime = nanoTime;
    }

    /** Steps of which nothing is kept. */
    public static Steps unkept(Plan plan, Consumer<String> say) {
        Steps steps = new Steps(plan, null, say, System::nanoTime);
        steps.sayHowLong();
        return steps;
    }

    /**
     * Takes up what another run has finished and kept in {@code directory}, which is made if need be.
     *
     * @param fresh whether to forget that instead
     * @throws UsageException when that run had other settings
     */
    public static Steps keptIn(Path directory, boolean fresh, Plan plan, Consumer<String> say) throws IOException {
        Path file = Files.createDirectories(directory).resolve(plan.benchmark + "-unfinished.json");
        Steps steps = new Steps(plan, file, say, System::nanoTime);
        if (fresh) {
            Files.deleteIfExists(file);
        }
        steps.takeUp();
        steps.sayHowLong();
        return steps;
    }

    void takeUp() throws IOException {
        if (file == null || !Files.exists(file)) {
            return;
        }
        Unfinished before;
        try {
            before = JSON.readValue(file.toFile(), Unfinished.class);
            Objects.requireNonNull(before.settings, "settings");
            Objects.requireNonNull(before.steps, "steps");
        } catch (JsonProcessingException | NullPointerException e) {
            say.accept(file + " is damaged, so all steps are done again: " + e.getMessage());
            return;
        }
        if (!before.settings.equals(plan.settings)) {
            throw new UsageException(
                    "%s has %d finished steps of a run with other settings (%s); use the same, another directory,"
                                    .formatted(file, before.steps.size(), differences(before.settings))
                            + " or --fresh to begin anew");
        }
        plan.steps.stream()
                .filter(step -> before.steps.containsKey(step.name))
                .forEach(step -> finished.put(step.name, before.steps.get(step.name)));
        say.accept("goes on where it was stopped: %d of %d steps are in %s; --fresh does them again"
                .formatted(finished.size(), plan.steps.size(), file));
    }

    private String differences(Map<String, String> before) {
        Map<String, String> all = new LinkedHashMap<>(plan.settings);
        all.putAll(before);
        return all.keySet().stream()
                .filter(name -> !Objects.equals(before.get(name), plan.settings.get(name)))
                .map(name -> name + ": " + before.get(name) + ", now " + plan.settings.get(name))
                .collect(Collectors.joining("; "));
    }

    void sayHowLong() {
        say.accept("%d steps, which take %s%s"
                .formatted(
                        plan.steps.size() - finished.size(),
                        left(),
                        file == null ? "" : "; when it is stopped, the same command goes on with it"));
    }

    /** Whether a step is done already, so that {@link #run} only looks up what it came to. */
    public boolean isFinished(String step) {
        return finished.containsKey(step);
    }

    /**
     * Does a step of the plan and keeps what it came to, or returns what it came to before.
     *
     * @throws UsageException when that cannot be read as the type, as it was written by another version
     */
    public <T> T run(String step, Class<T> type, Work<T> work) throws IOException, InterruptedException {
        Finished before = finished.get(step);
        if (before != null) {
            return read(step, type, before);
        }
        int number = plan.steps.stream().map(Step::name).toList().indexOf(step) + 1;
        if (number == 0) {
            throw new IllegalArgumentException(step + " is no step of " + plan.steps);
        }
        say.accept("step %d of %d: %s; %s left".formatted(number, plan.steps.size(), step, left()));
        long start = nanoTime.getAsLong();
        T result = work.run();
        finished.put(step, new Finished((nanoTime.getAsLong() - start) / 1e9, JSON.valueToTree(result)));
        keep();
        return result;
    }

    private <T> T read(String step, Class<T> type, Finished before) {
        try {
            return JSON.treeToValue(before.result, type);
        } catch (JsonProcessingException e) {
            throw new UsageException(
                    "step " + step + " in " + file + " is of another version; --fresh begins anew: " + e.getMessage(),
                    e);
        }
    }

    private void keep() throws IOException {
        if (file != null) {
            Path next = file.resolveSibling(file.getFileName() + ".next");
            JSON.writeValue(next.toFile(), new Unfinished(plan.settings, finished));
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** All is done and written elsewhere: forgets what was kept. */
    public void end() throws IOException {
        if (file != null) {
            Files.deleteIfExists(file);
        }
    }

    /** How long the steps take that are not finished, if they compare to what was expected of them as those do that are. */
    String left() {
        double expected = 0;
        double took = 0;
        double left = 0;
        for (Step step : plan.steps) {
            Finished done = finished.get(step.name);
            if (done == null) {
                left += step.seconds;
            } else {
                expected += step.seconds;
                took += done.seconds;
            }
        }
        double seconds = expected == 0 ? left : left * took / expected;
        return seconds < 90
                ? "about %d s".formatted(Math.round(seconds))
                : "about %d min".formatted(Math.round(seconds / 60));
    }
}
