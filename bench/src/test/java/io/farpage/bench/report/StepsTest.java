package io.farpage.bench.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.server.cli.UsageException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StepsTest {
    private static final Steps.Plan PLAN = new Steps.Plan(
            "it",
            Map.of("transport", "shm"),
            List.of(new Steps.Step("one", 60), new Steps.Step("two", 60), new Steps.Step("three", 120)));

    private final List<String> said = new ArrayList<>();
    private final List<String> done = new ArrayList<>();

    @TempDir
    private Path directory;

    record Result(String of, double number, List<Integer> more) {}

    @Test
    void goesOnWhereItWasStopped() throws Exception {
        Steps first = kept(PLAN, false);
        Result one = run(first, "one");
        assertThatThrownBy(() -> first.run("two", Result.class, () -> {
                    throw new IllegalStateException("ctrl-C");
                }))
                .hasMessage("ctrl-C");
        said.clear();

        Steps second = kept(PLAN, false);

        assertThat(said.getFirst()).contains("1 of 3 steps").contains(file().toString());
        assertThat(second.isFinished("one")).isTrue();
        assertThat(run(second, "one")).isEqualTo(one);
        run(second, "two");
        run(second, "three");
        assertThat(done).containsExactly("one", "two", "three");
        assertThat(said).anyMatch(line -> line.startsWith("step 2 of 3: two; "));
        second.end();
        assertThat(directory).isEmptyDirectory();
    }

    @Test
    void refusesToMixResultsOfOtherSettings() throws Exception {
        run(kept(PLAN, false), "one");
        Steps.Plan other = new Steps.Plan("it", Map.of("transport", "aeron"), PLAN.steps());

        assertThatThrownBy(() -> kept(other, false))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("transport: shm, now aeron")
                .hasMessageContaining("--fresh");
        run(kept(other, true), "one");
        assertThat(done).containsExactly("one", "one");
    }

    @Test
    void beginsAnewAndSaysSoWhenTheFileIsDamaged() throws Exception {
        run(kept(PLAN, false), "one");
        Files.writeString(file(), Files.readString(file()).substring(0, 40));
        said.clear();

        Steps steps = kept(PLAN, false);

        assertThat(said.getFirst()).contains(file() + " is damaged");
        run(steps, "one");
        assertThat(done).containsExactly("one", "one");
        assertThat(kept(PLAN, false).isFinished("one")).isTrue();
    }

    @Test
    void saysWhatToDoAboutResultsOfAnotherVersion() throws Exception {
        run(kept(PLAN, false), "one");

        assertThatThrownBy(() -> kept(PLAN, false).run("one", Integer.class, () -> 1))
                .isInstanceOf(UsageException.class)
                .hasMessageContaining("--fresh");
    }

    @Test
    void estimatesWhatIsLeftFromTheStepsSoFar() throws Exception {
        long[] nowNs = new long[1];
        Steps steps = new Steps(PLAN, null, said::add, () -> nowNs[0]);
        assertThat(steps.left()).isEqualTo("about 4 min");

        steps.run("one", Integer.class, () -> {
            nowNs[0] += 180_000_000_000L;
            return 1;
        });
        assertThat(steps.left()).isEqualTo("about 9 min");

        steps.run("three", Integer.class, () -> 3);
        assertThat(steps.left()).isEqualTo("about 60 s");
    }

    @Test
    void knowsItsSteps() {
        Steps steps = Steps.unkept(PLAN, said::add);
        assertThatThrownBy(() -> run(steps, "four")).hasMessageContaining("four is no step");
        assertThat(said).containsExactly("3 steps, which take about 4 min");
    }

    private Steps kept(Steps.Plan plan, boolean fresh) throws IOException {
        return Steps.keptIn(directory, fresh, plan, said::add);
    }

    private Path file() {
        return directory.resolve("it-unfinished.json");
    }

    private Result run(Steps steps, String step) throws IOException, InterruptedException {
        return steps.run(step, Result.class, () -> {
            done.add(step);
            return new Result(step, 1.5, List.of(1, 2));
        });
    }
}
