package io.farpage.chaos.sim;

import io.farpage.pager.RemoteRegion;
import org.jspecify.annotations.Nullable;

/** The program that owns the region and the coordinator, who die and are followed by others. */
final class SimActors {
    private static final long SECOND_NS = 1_000_000_000;

    private final SimWorld world;
    private SimOwner owner;
    private SimCoordinator coordinator;
    private @Nullable RemoteRegion region;
    private int owners;
    private int coordinators;

    SimActors(SimWorld world) {
        this.world = world;
        coordinator = newCoordinator();
        owner = newOwner();
    }

    private SimCoordinator newCoordinator() {
        coordinators++;
        return new SimCoordinator(new SimProcess(world.scheduler(), "coordinator-" + coordinators), world);
    }

    private SimOwner newOwner() {
        owners++;
        return new SimOwner(new SimProcess(world.scheduler(), "owner-" + owners), world);
    }

    SimOwner owner() {
        return owner;
    }

    SimCoordinator coordinator() {
        return coordinator;
    }

    /** The region, once the newest owner has it. */
    @Nullable
    RemoteRegion region() {
        return region;
    }

    /** The first owner makes the region and works on it. */
    void begin() {
        owner.process().start("first owner", stop -> {
            RemoteRegion created = owner.create();
            region = created;
            world.owns(owner);
            owner.work(created);
        });
    }

    /** Another program takes the region over, and goes on with it. */
    void follow() {
        owner.contest();
        SimOwner next = replaceOwner();
        next.process().start("next owner", stop -> {
            RemoteRegion taken = next.takeOver();
            region = taken;
            next.work(taken);
        });
    }

    /** The owner is another program from now on, which does nothing yet; the former one goes on if it was not killed. */
    SimOwner replaceOwner() {
        owner = newOwner();
        region = null;
        return owner;
    }

    /** The owner stands still for longer than its lease while another one takes over, goes on, and dies some time later. */
    void pauseOwner(long durationNs) {
        SimProcess zombie = owner.process();
        zombie.pause(3 * SECOND_NS + durationNs);
        world.scheduler().after(5 * SECOND_NS + durationNs, zombie::kill);
        follow();
    }

    /** The coordinator dies, and another one begins, which goes on with a scrub that was needed. */
    void replaceCoordinator() {
        coordinator.process().kill();
        coordinator = newCoordinator();
        if (world.isRotten()) {
            scrub();
        }
    }

    /** Has the coordinator scrub until nothing rotten is left. */
    void scrub() {
        coordinator.scrub(() -> world.setRotten(false));
    }
}
