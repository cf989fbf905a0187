package io.farpage.chaos.sim;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.farpage.server.cli.Json;
import io.farpage.server.cli.Progress;
import io.farpage.server.cli.UsageException;
import io.farpage.server.cli.Verb;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code farpage sim}: many simulated runs. */
@Command(
        name = "sim",
        description = {
            "Runs Farpage in a simulator: hosts, network, clock and threads are simulated, and one seed decides everything, so that a run "
                    + "can be had again. In each run some 70 faults come; every read is checked, and in the end everything must be well.",
            "A run that breaks a promise is cut down to the faults that it takes, told, and kept in a file for --replay. Ends with 1 then."
        })
public final class SimVerb implements Verb {
    @Option(names = "--seeds", defaultValue = "100", description = "How many runs (${DEFAULT-VALUE}).")
    private int seeds;

    @Option(names = "--first-seed", description = "The first run's seed; any if left out, and then printed.")
    private @Nullable Long firstSeed;

    @Option(names = "--replay", paramLabel = "FILE", description = "Run what is in this file instead.")
    private @Nullable Path replay;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    /** Result of the verb. */
    private record Simulated(
            long firstSeed, int seeds, long faults, long operations, int violations, List<String> details) {}

    @Override
    public Integer call() throws IOException {
        if (replay != null) {
            return replay(replay);
        }
        if (seeds < 1) {
            throw new UsageException("--seeds " + seeds + " is not 1 or more");
        }
        long first = firstSeed == null ? RandomGenerator.getDefault().nextLong(1L << 40) : firstSeed;
        System.err.println("first seed " + first);
        AtomicLong faults = new AtomicLong();
        AtomicLong operations = new AtomicLong();
        AtomicInteger failed = new AtomicInteger();
        List<FaultPlan> failures = new ArrayList<>();
        try (Progress progress = new Progress("sim", seeds)) {
            LongStream.range(first, first + seeds).parallel().forEach(seed -> {
                FaultPlan plan = FaultPlan.of(seed);
                SimRun.Outcome outcome = SimRun.run(plan);
                faults.addAndGet(outcome.faults());
                operations.addAndGet(outcome.operations());
                if (!outcome.violations().isEmpty()) {
                    failed.addAndGet(outcome.violations().size());
                    synchronized (failures) {
                        failures.add(plan);
                    }
                }
                progress.step(1);
            });
        }
        List<String> details = new ArrayList<>();
        if (!failures.isEmpty()) {
            details.add("failing seeds: "
                    + failures.stream().map(p -> Long.toString(p.seed())).collect(Collectors.joining(", ")));
            tell(failures.getFirst(), details);
        }
        Simulated result = new Simulated(first, seeds, faults.get(), operations.get(), failed.get(), details);
        if (json) {
            Json.print(result);
        } else {
            System.out.printf(
                    "%,d runs from seed %d: %,d faults, %,d operations, %,d violations%n",
                    seeds, first, result.faults, result.operations, result.violations);
            details.forEach(System.out::println);
        }
        return result.violations == 0 ? 0 : 1;
    }

    private static void tell(FaultPlan plan, List<String> details) throws IOException {
        FaultPlan small = Shrinker.shrink(plan);
        Path file = Path.of("sim-" + plan.seed() + ".json");
        Files.writeString(
                file,
                JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(small));
        SimRun.Outcome outcome = SimRun.run(small);
        details.add("seed " + plan.seed() + ", " + plan.data() + "+" + plan.parity() + " on " + plan.hosts()
                + " hosts, cut down to " + small.faults().size() + " faults; 'farpage sim --replay " + file
                + "' runs it again:");
        details.addAll(outcome.story());
        details.addAll(outcome.violations());
    }

    private int replay(Path file) throws IOException {
        FaultPlan plan;
        try {
            plan = JsonMapper.builder().build().readValue(Files.readString(file), FaultPlan.class);
        } catch (JacksonException e) {
            throw new UsageException(file + " holds no plan of faults: " + e.getOriginalMessage(), e);
        }
        SimRun.Outcome outcome = SimRun.run(plan);
        if (json) {
            Json.print(new Simulated(
                    plan.seed(),
                    1,
                    outcome.faults(),
                    outcome.operations(),
                    outcome.violations().size(),
                    outcome.violations()));
        } else {
            outcome.story().forEach(System.out::println);
            outcome.violations().forEach(System.out::println);
            System.out.printf("%d violations%n", outcome.violations().size());
        }
        return outcome.violations().isEmpty() ? 0 : 1;
    }
}
