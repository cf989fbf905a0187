package io.farpage.chaos.sim;

import io.farpage.api.Member;
import io.farpage.api.SlabGroup;
import io.farpage.chaos.host.Rot;
import io.farpage.pager.RemoteRegion;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.BooleanSupplier;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * One simulated run: a plan's faults under a program's work, then a time without faults in which everything must become well. It ends
 * at the first violation.
 */
final class SimRun {
    private static final long SECOND_NS = 1_000_000_000;
    private static final long PATIENCE_NS = 30 * SECOND_NS;
    private static final long CHECK_NS = 20_000_000;
    private static final long LOOK_NS = 300_000_000;
    private static final double DISTURBED = 0.02;
    private static final List<Rot> KINDS = List.of(Rot.values());
    private static final int MAX_ROTTEN = 10;

    private final FaultPlan plan;
    private final SimWorld world;
    private final Scheduler scheduler;
    private final Random choices;
    private final List<String> story = new ArrayList<>();
    private SimOwner owner;
    private SimCoordinator coordinator;
    private @Nullable RemoteRegion region;
    private int owners;
    private int coordinators;
    private int faults;
    private boolean healing;

    private SimRun(FaultPlan plan, SimWorld world) {
        this.plan = plan;
        this.world = world;
        scheduler = world.scheduler();
        choices = new Random(plan.seed() + 1);
        coordinator = newCoordinator();
        owner = newOwner();
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
        owner.process().start("first owner", stop -> {
            region = owner.create();
            world.owns(owner);
            owner.work(region);
        });
        must("the region is there", () -> region != null);
        for (Fault fault : plan.faults()) {
            scheduler.run(() -> false, Math.max(0, fault.atMs() * 1_000_000L - scheduler.nowNs()));
            if (isBad()) {
                break;
            }
            strike(fault);
        }
        heal();
        Throwable failure = scheduler.failure();
        if (failure != null) {
            StringWriter words = new StringWriter();
            failure.printStackTrace(new PrintWriter(words));
            world.violation("a thread failed " + words);
        }
        kill(owner.process());
        kill(coordinator.process());
        return new Outcome(
                faults, world.operations(), List.copyOf(world.violations()), List.copyOf(story), scheduler.trace());
    }

    /** From time to time hosts find out that they were taken for dead. */
    private void look() {
        world.restartThoseTakenForDead();
        scheduler.after(LOOK_NS, this::look);
    }

    private SimCoordinator newCoordinator() {
        coordinators++;
        return new SimCoordinator(new SimProcess(scheduler, "coordinator-" + coordinators), world);
    }

    private SimOwner newOwner() {
        owners++;
        return new SimOwner(new SimProcess(scheduler, "owner-" + owners), world);
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

    private void strike(Fault fault) {
        long durationNs = fault.durationMs() * 1_000_000L;
        switch (fault.kind()) {
            case KILL_HOST ->
                toHost(fault, host -> {
                    world.network().host(host).kill();
                    scheduler.after(durationNs, () -> restart(host));
                });
            case HANG_HOST ->
                toHost(fault, host -> {
                    world.outOfReach(host, durationNs);
                    world.network().host(host).hangUntil(scheduler.nowNs() + durationNs);
                });
            case SLOW_HOST -> {
                SimHost host = world.network().host(fault.choice() % plan.hosts());
                happens(fault, host.ref().toString());
                host.slowDown(20);
                scheduler.after(durationNs, () -> host.slowDown(1));
            }
            case CUT_TO_HOST -> toHost(fault, host -> cut(host, true, durationNs));
            case CUT_FROM_HOST -> toHost(fault, host -> cut(host, false, durationNs));
            case DISTURB_NETWORK -> {
                if (!world.mayDisturb()) {
                    return;
                }
                happens(fault, "");
                world.disturbed(durationNs);
                world.network().disturb(DISTURBED, DISTURBED);
                scheduler.after(durationNs, () -> world.network().disturb(0, 0));
            }
            case METADATA_DOWN -> {
                happens(fault, "");
                world.setMetadataDown(true);
                scheduler.after(durationNs, () -> world.setMetadataDown(false));
            }
            case METADATA_LOSES_ANSWERS -> {
                happens(fault, "");
                world.directory().loseAnswers(0.3);
                scheduler.after(durationNs, () -> world.directory().loseAnswers(0));
            }
            case COORDINATOR_HEARS_NOBODY -> {
                happens(fault, "");
                SimProcess deaf = coordinator.process();
                world.network().setDeaf(deaf, true);
                scheduler.after(durationNs, () -> world.network().setDeaf(deaf, false));
            }
            case COORDINATOR_DIES -> {
                happens(fault, "");
                boolean scrubs = world.isRotten();
                coordinator.process().kill();
                coordinator = newCoordinator();
                if (scrubs) {
                    coordinator.scrub(() -> world.setRotten(false));
                }
            }
            case OWNER_DIES -> {
                happens(fault, "");
                owner.process().kill();
                follow();
            }
            case OWNER_PAUSES -> {
                if (region == null) {
                    return; // It is no owner yet.
                }
                happens(fault, "");
                // Longer than its lease, so that somebody else can take over.
                SimProcess zombie = owner.process();
                zombie.pause(3 * SECOND_NS + durationNs);
                scheduler.after(5 * SECOND_NS + durationNs, zombie::kill);
                follow();
            }
            case ROT -> rot(fault);
        }
    }

    private void restart(int host) {
        if (world.directory().isDown()) {
            scheduler.after(LOOK_NS, () -> restart(host));
        } else if (!world.network().host(host).isAlive()) {
            world.startHost(host);
        }
    }

    private void cut(int host, boolean requests, long durationNs) {
        world.outOfReach(host, durationNs);
        world.network().cut(host, requests, !requests);
        scheduler.after(durationNs, () -> world.network().cut(host, false, false));
    }

    /** Harms a host, if there is one that can be spared. */
    private void toHost(Fault fault, IntConsumer harm) {
        List<Integer> spare = world.spareHosts();
        if (!spare.isEmpty() && !healing) {
            int host = spare.get(fault.choice() % spare.size());
            happens(fault, world.network().host(host).ref().toString());
            harm.accept(host);
        }
    }

    private void happens(Fault fault, String who) {
        faults++;
        story.add(fault.tell(who));
        scheduler.happened(fault.hashCode());
    }

    private void rot(Fault fault) {
        if (!world.mayRot()) {
            return;
        }
        happens(fault, "");
        world.setRotten(true);
        for (SlabGroup group : world.groups()) {
            choices.ints(0, group.slotCount()).distinct().limit(MAX_ROTTEN).forEach(slot -> {
                int first = choices.nextInt(group.members().size());
                for (int i = 0; i < world.redundancy().parity(); i++) {
                    Member member =
                            group.members().get((first + i) % group.members().size());
                    Rot rot = KINDS.get(choices.nextInt(KINDS.size()));
                    world.network()
                            .host(member.host().host().value())
                            .space()
                            .damage(member.slab(), slot, rot, choices.nextInt(1 << 20));
                }
            });
        }
        coordinator.scrub(() -> world.setRotten(false));
    }

    /** Another program takes the region over, and goes on with it. */
    private void follow() {
        SimOwner next = newOwner();
        owner.contest();
        owner = next;
        region = null;
        next.process().start("next owner", stop -> {
            RemoteRegion taken = next.takeOver();
            region = taken;
            next.work(taken);
        });
    }

    private void heal() {
        if (isBad()) {
            return;
        }
        healing = true;
        scheduler.run(() -> false, 5 * SECOND_NS); // All that lasts has ended by then.
        must("somebody owns the region", () -> region != null);
        must("full tolerance", () -> world.isWhole() && region != null && region.tolerates() == plan.parity());
        world.stopWorking();
        boolean[] done = new boolean[2];
        owner.process().start("last flush", stop -> {
            if (region != null) {
                region.flush();
                for (int page = 0; page < SimOwner.PAGES; page++) {
                    world.history(page).acknowledge(world.history(page).newest());
                }
            }
            done[0] = true;
        });
        must("the last flush", () -> done[0]);
        for (int i = 0; i < plan.parity() && !isBad(); i++) {
            List<Integer> spare = world.spareHosts();
            if (!spare.isEmpty()) {
                world.network().host(spare.get(choices.nextInt(spare.size()))).kill();
            }
        }
        owner.process().kill();
        SimOwner last = newOwner();
        owner = last;
        last.process().start("last owner", stop -> {
            last.takeOver();
            done[1] = true;
        });
        must("everything can be read without " + plan.parity() + " hosts", () -> done[1]);
    }
}
