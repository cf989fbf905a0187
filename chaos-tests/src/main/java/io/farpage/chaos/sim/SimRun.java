package io.farpage.chaos.sim;

import io.farpage.api.Member;
import io.farpage.api.SlabGroup;
import io.farpage.pager.RemoteRegion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * One simulated run: a plan's faults under a program's work; then a time without faults in which everything must become well; in the end
 * more hosts die than can be borne: exactly what is lost has to be reported, and what the program makes anew to be kept. It ends at the
 * first violation.
 */
final class SimRun {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long PATIENCE_NS = 30 * SECOND_NS;
    private static final long CHECK_NS = 20_000_000;
    private static final long LOOK_NS = 300_000_000;

    private final FaultPlan plan;
    private final SimWorld world;
    private final Scheduler scheduler;
    private final Random choices;
    private final SimActors actors;
    private final SimFaults faults;

    private SimRun(FaultPlan plan, SimWorld world) {
        this.plan = plan;
        this.world = world;
        scheduler = world.scheduler();
        choices = new Random(plan.seed() + 1);
        actors = new SimActors(world);
        faults = new SimFaults(world, actors, choices);
    }

    /**
     * How it went.
     *
     * @param faults that happened: one that could not be borne at its time does not
     * @param violations what was not as promised
     * @param story the faults in words
     * @param trace equal for equal plans
     */
    record Outcome(int faults, long operations, List<String> violations, List<String> story, long trace) {}

    static Outcome run(FaultPlan plan) {
        try (SimWorld world = new SimWorld(plan)) {
            return new SimRun(plan, world).run();
        }
    }

    private Outcome run() {
        look();
        actors.begin();
        must("the region is there", () -> actors.region() != null);
        for (Fault fault : plan.faults()) {
            scheduler.run(() -> false, Math.max(0, fault.atMs() * 1_000_000L - scheduler.nowNs()));
            if (isBad()) {
                break;
            }
            faults.strike(fault);
        }
        heal();
        surviveAsManyAsPromised();
        reportWhatIsLost();
        Throwable failure = scheduler.failure();
        if (failure != null) {
            StringWriter words = new StringWriter();
            failure.printStackTrace(new PrintWriter(words));
            world.violation("a thread failed " + words);
        }
        kill(actors.owner().process());
        kill(actors.coordinator().process());
        List<String> story = List.copyOf(faults.story());
        return new Outcome(story.size(), world.operations(), List.copyOf(world.violations()), story, scheduler.trace());
    }

    /** From time to time hosts find out that they were taken for dead. */
    private void look() {
        world.restartThoseTakenForDead();
        world.checkDomains();
        scheduler.after(LOOK_NS, this::look);
    }

    private void kill(SimProcess process) {
        process.kill();
        scheduler.run(() -> false, 1); // Its threads end.
    }

    private boolean isBad() {
        return scheduler.failure() != null || !world.violations().isEmpty();
    }

    private void must(String what, BooleanSupplier condition) {
        long endNs = scheduler.nowNs() + PATIENCE_NS;
        while (!condition.getAsBoolean() && !isBad() && scheduler.nowNs() < endNs) {
            scheduler.run(() -> false, CHECK_NS);
        }
        if (!condition.getAsBoolean() && !isBad()) {
            world.violation("not within " + PATIENCE_NS / SECOND_NS + " s: " + what + "; groups " + world.groups());
        }
    }

    private void mustDo(String what, SimOwner who, Runnable work) {
        boolean[] done = new boolean[1];
        who.process().start(what, stop -> {
            work.run();
            done[0] = true;
        });
        must(what, () -> done[0]);
    }

    private void heal() {
        scheduler.run(() -> false, 5 * SECOND_NS); // All that lasts has ended by then.
        must("somebody owns the region", () -> actors.region() != null);
        must("full tolerance", () -> {
            RemoteRegion region = actors.region();
            return world.isWhole() && region != null && region.tolerates() == plan.parity();
        });
        world.stopWorking();
        RemoteRegion region = actors.region();
        if (region == null || isBad()) {
            return;
        }
        mustDo("the last flush", actors.owner(), () -> {
            if (plan.commits()) {
                actors.owner().commit(region);
                return;
            }
            actors.owner().flush(region);
        });
    }

    private void surviveAsManyAsPromised() {
        for (int i = 0; i < plan.parity() && !isBad(); i++) {
            List<Integer> spare = world.spareHosts();
            if (!spare.isEmpty()) {
                world.network().host(spare.get(choices.nextInt(spare.size()))).kill();
            }
        }
        takeOver("everything can be read without " + plan.parity() + " hosts", SimOwner::takeOver);
    }

    private void reportWhatIsLost() {
        if (isBad()) {
            return;
        }
        world.restartTheDead();
        must("full tolerance again", world::isWhole);
        List<SlabGroup> before = world.groups();
        if (isBad() || before.isEmpty()) {
            return;
        }
        Set<Integer> dead = before.get(choices.nextInt(before.size())).members().stream()
                .limit(plan.parity() + 1)
                .map(SimRun::host)
                .collect(Collectors.toSet());
        dead.forEach(host -> world.network().host(host).kill());
        world.restartTheDead(); // Empty: more than half of all hosts may be gone, and who hears so few declares
        // nobody dead.
        Set<Integer> lost = before.stream()
                .filter(group -> group.members().stream()
                                .filter(member -> dead.contains(host(member)))
                                .count()
                        > plan.parity())
                .map(group -> group.id().ordinal())
                .collect(Collectors.toSet());
        takeOver("what is lost is reported and made anew", next -> next.takeOverWithout(lost));
        if (!plan.commits()) {
            takeOver("what was made anew is found", SimOwner::takeOver);
        }
    }

    private static int host(Member member) {
        return member.host().host().value();
    }

    private void takeOver(String what, Consumer<SimOwner> work) {
        if (!isBad()) {
            actors.owner().process().kill();
            SimOwner next = actors.replaceOwner();
            mustDo(what, next, () -> work.accept(next));
        }
    }
}
