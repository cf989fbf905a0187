package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.HostRef;
import io.farpage.api.Member;
import io.farpage.api.MemberState;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.replication.HookedTransport.Crash;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Repair beside everything else, at every single step of the one or of the other. */
class RepairRaceTest {
    private static final int PAGES = 5;
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 8);

    /** What happens in the middle of a repair. */
    enum Event {
        OVERWRITES {
            @Override
            void happen(Race race) {
                race.overwriteAll();
                race.overwriteAll();
            }
        },
        TRIM {
            @Override
            void happen(Race race) {
                assertThat(race.owner.store().trim(2).isDone()).isTrue();
                race.stamps[2] = 0;
                race.overwrite(3);
            }
        },
        REPLACEMENT_DIES {
            @Override
            void happen(Race race) {
                for (int i = 0; i < 6; i++) {
                    if (race.cluster.member(i).state() == MemberState.JOINING) {
                        int id = race.cluster.member(i).host().host().value();
                        race.cluster.kill(id);
                        race.cluster.start(id);
                    }
                }
                race.overwriteAll();
            }
        },
        ANOTHER_MEMBER_DIES {
            @Override
            void happen(Race race) {
                int[] ids = race.cluster.hostIdsOf(0b010000);
                race.cluster.kill(ids);
                for (int page = 0; page < PAGES; page++) {
                    race.overwriteIfPossible(page);
                }
                race.cluster.declareDead(ids);
                race.cluster.start(ids[0]);
                for (int page = 0; page < PAGES; page++) {
                    race.overwriteIfPossible(page);
                }
            }
        },
        REPAIRER_DIES {
            @Override
            void happen(Race race) {
                throw new Crash();
            }
        },
        TAKEOVER {
            @Override
            void happen(Race race) {
                race.takeOver();
                race.overwriteAll();
            }
        },
        ANOTHER_REPAIRER {
            @Override
            void happen(Race race) {
                race.overwriteAll();
                race.cluster.repair(race.cluster.repairer());
                race.overwriteAll();
            }
        };

        abstract void happen(Race race);
    }

    /** A region with an owner, of which one member is dead. */
    static final class Race implements AutoCloseable {
        final TestCluster cluster = new TestCluster(9);
        final long[] stamps = new long[PAGES];
        final Set<Integer> underWay = new HashSet<>();
        Program owner = cluster.create(SPEC);
        private long lastStamp;

        Race() {
            overwriteAll();
            overwriteAll();
            int[] ids = cluster.hostIdsOf(0b1);
            cluster.kill(ids);
            cluster.declareDead(ids);
        }

        void overwrite(int page) {
            owner.mustWrite(page, ++lastStamp);
            stamps[page] = lastStamp;
        }

        /** With k members and before the replacement has joined, the old page stays. */
        void overwriteIfPossible(int page) {
            if (owner.write(page, ++lastStamp).isDone()) {
                stamps[page] = lastStamp;
            } else {
                underWay.add(page);
            }
        }

        void overwriteAll() {
            for (int page = 0; page < PAGES; page++) {
                overwrite(page);
            }
        }

        void takeOver() {
            owner = cluster.takeOver(SPEC);
        }

        void check(String what) {
            for (int page = 0; page < PAGES; page++) {
                assertThat(owner.stamp(page)).as(what).isEqualTo(stamps[page]);
            }
        }

        /** Repairs to the end, then loses any m of the members, and looks from the owner and from a next one. */
        void checkToTheEnd(String what, int lost) {
            RepairProgress progress = cluster.repairAll().progress();
            assertThat(cluster.group().presentCount()).as(what).isEqualTo(6);
            assertThat(progress.fragmentsLost()).as(what).isZero();
            check(what);
            underWay.forEach(this::overwrite); // A takeover may choose either of two values.
            int[] ids = cluster.hostIdsOf(lost);
            cluster.kill(ids);
            check(what);
            takeOver();
            check(what);
        }

        @Override
        public void close() {
            cluster.close();
        }
    }

    @ParameterizedTest
    @EnumSource(Event.class)
    void nothingThatHappensInTheMiddleOfARepairMakesAPageStale(Event event) {
        boolean reached = true;
        for (int step = 0; reached; step++) {
            int lost = step % 2 == 0 ? 0b000110 : 0b101000;
            try (Race race = new Race()) {
                HookedTransport transport = new HookedTransport(race.cluster.network);
                Interruption interruption = Interruption.of(transport, step, () -> event.happen(race));
                try {
                    race.cluster.repair(race.cluster.repairer(transport));
                } catch (Crash e) {
                    assertThat(event).isEqualTo(Event.REPAIRER_DIES);
                }
                reached = interruption.reached();
                race.check(event + " at step " + step);
                race.checkToTheEnd(event + " at step " + step, lost);
            }
        }
    }

    @Test
    void aRepairInTheMiddleOfAWriteMakesNoPageStale() {
        boolean reached = true;
        for (int step = 0; reached; step++) {
            for (int deadMember = 0; deadMember < 2; deadMember++) {
                try (TestCluster cluster = new TestCluster(8)) {
                    HookedTransport transport = new HookedTransport(cluster.network);
                    Program owner = cluster.create(transport, SPEC);
                    for (int page = 0; page < PAGES; page++) {
                        owner.mustWrite(page, 1);
                        owner.mustWrite(page, 2);
                    }
                    int[] ids = cluster.hostIdsOf(1L << (5 * deadMember));
                    cluster.kill(ids);
                    cluster.declareDead(ids);
                    Interruption interruption =
                            Interruption.of(transport, step, () -> cluster.repair(cluster.repairer()));

                    owner.mustWrite(3, 3);

                    reached = interruption.reached();
                    Interruption.of(transport, -1, () -> {});
                    cluster.repairAll();
                    assertThat(cluster.group().presentCount()).isEqualTo(6);
                    cluster.kill(cluster.hostIdsOf(0b001100));
                    assertThat(owner.stamp(3)).as("step %d", step).isEqualTo(3);
                    Program next = cluster.takeOver(SPEC);
                    for (int page = 0; page < PAGES; page++) {
                        assertThat(next.stamp(page)).as("step %d", step).isEqualTo(page == 3 ? 3 : 2);
                    }
                }
            }
        }
    }

    /**
     * While a successor is about to fence, a repairer that has not heard of it makes a replacement present, and the old owner
     * dies in a write to that.
     */
    @Test
    void aTakeoverSeesWhoJoinedWhileItFenced() {
        boolean reached = true;
        for (int step = 0; reached; step++) {
            for (int missed = 0; missed < 6; missed++) {
                try (TestCluster cluster = new TestCluster(7)) {
                    HookedTransport oldTransport = new HookedTransport(cluster.network);
                    Program old = cluster.create(oldTransport, SPEC);
                    old.mustWrite(3, 1);
                    int[] ids = cluster.hostIdsOf(0b1);
                    cluster.kill(ids);
                    cluster.declareDead(ids);
                    old.mustWrite(3, 2);
                    RepairService unaware = cluster.repairerThatKnows(cluster.directory.regions());
                    HookedTransport transport = new HookedTransport(cluster.network);
                    int index = missed;
                    Interruption interruption = Interruption.of(transport, step, () -> {
                        cluster.repair(unaware);
                        assertThat(old.write(4, 1)).isNotNull(); // Learns of the new member, while it is let.
                        SlabGroup group = cluster.group();
                        CrashingWriter.write(
                                cluster,
                                oldTransport,
                                host -> !host.equals(group.members().get(index).host()),
                                () -> old.write(3, 3));
                    });

                    Program next = cluster.takeOver(transport, SPEC);

                    reached = interruption.reached();
                    long stamp = next.stamp(3);
                    assertThat(stamp).isIn(2L, 3L);
                    cluster.repairAll();
                    assertThat(cluster.group().presentCount()).isEqualTo(6);
                    assertThat(next.stamp(3)).isEqualTo(stamp);
                    cluster.kill(cluster.hostIdsOf(0b000110));
                    assertThat(cluster.takeOver(SPEC).stamp(3))
                            .as("step %d, member %d missed", step, missed)
                            .isEqualTo(stamp);
                }
            }
        }
    }

    @Test
    void theLeastTolerantGroupIsRepairedFirst() {
        try (TestCluster cluster = new TestCluster(12)) {
            RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), 40);
            Program owner = cluster.create(spec);
            owner.mustWrite(0, 1);
            owner.mustWrite(39, 1);
            int[] one = {cluster.group(0).members().getFirst().host().host().value()};
            int[] two = {
                cluster.group(1).members().get(0).host().host().value(),
                cluster.group(1).members().get(1).host().host().value()
            };
            assertThat(one[0]).as("the groups share no host").isNotIn(two[0], two[1]);
            cluster.kill(one);
            cluster.kill(two);
            cluster.declareDead(one);
            cluster.declareDead(two);
            HookedTransport transport = new HookedTransport(cluster.network);
            int[] firstScanned = {-1};
            transport.onControl((host, call) -> {
                boolean inFirst = cluster.group(0).members().stream().anyMatch(m -> isOn(m, host));
                boolean inSecond = cluster.group(1).members().stream().anyMatch(m -> isOn(m, host));
                if (call.equals("scan") && inFirst != inSecond && firstScanned[0] < 0) {
                    firstScanned[0] = inFirst ? 0 : 1;
                }
            });
            cluster.repair(cluster.repairer(transport));

            assertThat(firstScanned[0]).isEqualTo(1);
            assertThat(owner.write(0, 2)).isEqualTo(Done.FULL);
            assertThat(owner.write(39, 2)).isEqualTo(Done.FULL);
        }
    }

    private static boolean isOn(Member member, HostRef host) {
        return member.stores() && member.host().equals(host);
    }
}
