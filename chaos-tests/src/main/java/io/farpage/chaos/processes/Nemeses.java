package io.farpage.chaos.processes;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.function.Consumer;

/** Faults, one after the other, as the seed decides. Used by one thread. */
final class Nemeses {
    private final Victims victims;
    private final Random random;
    private final Consumer<String> log;
    private final List<Named> all = new ArrayList<>();

    private record Named(String name, Nemesis nemesis) {}

    /** None yet; {@code log} is told which one strikes. */
    Nemeses(Victims victims, Random random, Consumer<String> log) {
        this.victims = victims;
        this.random = random;
        this.log = log;
    }

    /** Adds one that strikes as often as its weight says, beside those of the others. */
    void add(int weight, String name, Nemesis nemesis) {
        all.addAll(Collections.nCopies(weight, new Named(name, nemesis)));
    }

    /** One fault, and a pause. */
    void strike() throws IOException, InterruptedException {
        // Those who were killed come back before the cluster runs out of hosts.
        if (victims.killedHosts().size() >= 2) {
            victims.restart(victims.killedHosts().iterator().next());
        }
        Named chosen = all.get(random.nextInt(all.size()));
        log.accept(chosen.name);
        chosen.nemesis.strike();
        Thread.sleep(500 + random.nextInt(3_000));
    }
}
