package io.farpage.chaos.sim;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The simulator finds bugs, or that it finds nothing would mean nothing. */
class PlantedBugsTest {
    private static final int SEEDS = 1000;
    private static final int IN_EVERY_BUILD = 6;

    static Stream<PlantedBug> bugs() {
        return PlantedBugs.ALL.stream();
    }

    @Test
    void thereAreEnoughOfThem() {
        assertThat(PlantedBugs.ALL).hasSizeGreaterThanOrEqualTo(30).doesNotHaveDuplicates();
    }

    @Test
    void someAreCaughtInEveryBuild() {
        bugs().limit(IN_EVERY_BUILD).forEach(PlantedBugsTest::isCaught);
    }

    @Tag("slow")
    @ParameterizedTest
    @MethodSource("bugs")
    void everyOneIsCaught(PlantedBug bug) {
        isCaught(bug);
    }

    private static void isCaught(PlantedBug bug) {
        long first = RandomGenerator.getDefault().nextLong(1L << 40);
        BuggyClasses classes = new BuggyClasses(bug);
        AtomicInteger seeds = new AtomicInteger();
        Optional<String> violation = LongStream.range(first, first + SEEDS)
                .parallel()
                .boxed()
                .flatMap(seed -> {
                    seeds.incrementAndGet();
                    return classes.violations(seed).stream();
                })
                .findAny();
        assertThat(violation).as("%s: %d seeds from %d", bug, SEEDS, first).isPresent();
        String what = violation.orElseThrow().lines().findFirst().orElseThrow();
        System.out.printf("%-66s %4d seeds: %s%n", bug, seeds.get(), what);
    }
}
