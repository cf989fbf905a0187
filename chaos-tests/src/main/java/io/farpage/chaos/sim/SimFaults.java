package io.farpage.chaos.sim;

import io.farpage.api.Member;
import io.farpage.api.SlabGroup;
import io.farpage.chaos.host.Rot;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntConsumer;

/** Makes the faults of a plan happen, as far as they can be borne at their time. */
final class SimFaults {
    private static final long LOOK_NS = 300_000_000;
    private static final double DISTURBED = 0.02;
    private static final List<Rot> KINDS = List.of(Rot.values());
    /** A stale fragment is of a version that no write had: of several that agree, a rollback would take it for the committed one. */
    private static final List<Rot> KINDS_WITH_COMMITS = List.of(Rot.FLIPPED_PAYLOAD, Rot.FLIPPED_HEADER, Rot.LOST);

    private static final int MAX_ROTTEN = 10;

    private final SimWorld world;
    private final SimActors actors;
    private final Scheduler scheduler;
    private final Random choices;
    private final List<String> story = new ArrayList<>();

    SimFaults(SimWorld world, SimActors actors, Random choices) {
        this.world = world;
        this.actors = actors;
        this.choices = choices;
        scheduler = world.scheduler();
    }

    /** What has happened, in words. */
    List<String> story() {
        return story;
    }

    void strike(Fault fault) {
        long durationNs = fault.durationMs() * 1_000_000L;
        switch (fault.kind()) {
            case KILL_HOST -> toHost(fault, host -> kill(host, durationNs));
            case KILL_DOMAIN -> killDomain(fault, durationNs);
            case HANG_HOST ->
                toHost(fault, host -> {
                    world.outOfReach(host, durationNs);
                    world.network().host(host).hangUntil(scheduler.nowNs() + durationNs);
                });
            case SLOW_HOST -> {
                SimHost host = world.network().host(fault.choice() % world.hostCount());
                happens(fault, host.ref().toString());
                host.slowDown(20);
                scheduler.after(durationNs, () -> host.slowDown(1));
            }
            case OVERLOAD_HOST ->
                toHost(fault, host -> {
                    world.outOfReach(host, durationNs);
                    world.network().host(host).overloadUntil(scheduler.nowNs() + durationNs);
                });
            case PART_OWNER ->
                toHost(fault, host -> {
                    world.outOfReach(host, durationNs);
                    SimProcess owner = actors.owner().process();
                    world.network().part(owner, host, true);
                    scheduler.after(durationNs, () -> world.network().part(owner, host, false));
                });
            case CUT_TO_HOST -> toHost(fault, host -> cut(host, true, durationNs));
            case CUT_FROM_HOST -> toHost(fault, host -> cut(host, false, durationNs));
            case DISTURB_NETWORK -> {
                if (world.mayDisturb()) {
                    happens(fault, "");
                    world.disturbed(durationNs);
                    world.network().disturb(DISTURBED, DISTURBED);
                    scheduler.after(durationNs, () -> world.network().disturb(0, 0));
                }
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
                SimProcess deaf = actors.coordinator().process();
                world.network().setDeaf(deaf, true);
                scheduler.after(durationNs, () -> world.network().setDeaf(deaf, false));
            }
            case COORDINATOR_DIES -> {
                happens(fault, "");
                actors.replaceCoordinator();
            }
            case OWNER_DIES -> {
                happens(fault, "");
                actors.owner().process().kill();
                actors.follow();
            }
            case OWNER_PAUSES -> {
                if (actors.region() != null) { // Else it is no owner yet.
                    happens(fault, "");
                    actors.pauseOwner(durationNs);
                }
            }
            case CLOCK_JUMPS -> jump(fault, Fault.CLOCK_JUMP * durationNs);
            case ROT -> rot(fault);
        }
    }

    private void happens(Fault fault, String who) {
        story.add(fault.tell(who));
        scheduler.happened(fault.hashCode());
    }

    /** Harms a host, if there is one that can be spared. */
    private void toHost(Fault fault, IntConsumer harm) {
        List<Integer> spare = world.spareHosts();
        if (!spare.isEmpty()) {
            int host = spare.get(fault.choice() % spare.size());
            happens(fault, world.network().host(host).ref().toString());
            harm.accept(host);
        }
    }

    private void kill(int host, long durationNs) {
        world.network().host(host).kill();
        scheduler.after(durationNs, () -> restart(host));
    }

    /** Each group has at most one member in a domain, so that its hosts can be spared at once when each of them can. */
    private void killDomain(Fault fault, long durationNs) {
        List<Integer> spare = world.spareHosts();
        List<Integer> candidates = spare.stream()
                .filter(host -> spare.containsAll(world.domainOf(host)))
                .toList();
        if (!candidates.isEmpty()) {
            List<Integer> domain = world.domainOf(candidates.get(fault.choice() % candidates.size()));
            happens(fault, domain.toString());
            domain.forEach(host -> kill(host, durationNs));
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

    /** All that waits may end as if nothing had been answered, so it is borne when messages may be lost. */
    private void jump(Fault fault, long byNs) {
        if (!world.mayDisturb()) {
            return;
        }
        world.disturbed(0);
        switch (fault.choice() % 3) {
            case 0 -> {
                happens(fault, "the owner");
                actors.owner().process().advanceClock(byNs);
            }
            case 1 -> {
                happens(fault, "the coordinator");
                actors.coordinator().process().advanceClock(byNs);
            }
            default -> {
                happens(fault, "the metadata group");
                world.directory().advanceClock(byNs);
            }
        }
    }

    private void rot(Fault fault) {
        if (!world.mayRot()) {
            return;
        }
        happens(fault, "");
        world.setRotten(true);
        List<Rot> kinds = world.commits() == null ? KINDS : KINDS_WITH_COMMITS;
        for (SlabGroup group : world.groups()) {
            choices.ints(0, group.slotCount()).distinct().limit(MAX_ROTTEN).forEach(slot -> {
                int first = choices.nextInt(group.members().size());
                for (int i = 0; i < world.redundancy().parity(); i++) {
                    Member member =
                            group.members().get((first + i) % group.members().size());
                    Rot rot = kinds.get(choices.nextInt(kinds.size()));
                    world.network()
                            .host(member.host().host().value())
                            .space()
                            .damage(member.slab(), slot, rot, choices.nextInt(1 << 20));
                }
            });
        }
        actors.scrub();
    }
}
