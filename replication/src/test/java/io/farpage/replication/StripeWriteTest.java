package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.HostState;
import io.farpage.api.MemberState;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.api.fake.FakeHost;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class StripeWriteTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 40);

    @Test
    void readsBackEveryOverwriteOfEveryPage() {
        try (TestCluster cluster = new TestCluster(7)) {
            Program program = cluster.create(SPEC);
            for (long stamp = 1; stamp <= 4; stamp++) {
                for (int page = 0; page < 40; page++) {
                    assertThat(program.write(page, stamp)).isEqualTo(Done.FULL);
                }
                for (int page = 0; page < 40; page++) {
                    assertThat(program.stamp(page)).isEqualTo(stamp);
                }
            }
            assertThat(program.store().stats().pagesWritten()).isEqualTo(160);
            assertThat(program.store().tolerates()).isEqualTo(2);
        }
    }

    @Test
    void writesBatchesOfMoreThanItHasInFlight() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            long[] pages = new long[40];
            for (int i = 0; i < pages.length; i++) {
                pages[i] = 39L - i;
            }
            PageBatch batch = program.writeAll(pages, 5);
            for (int i = 0; i < pages.length; i++) {
                assertThat(batch.result(i)).isEqualTo(Done.FULL);
            }
            for (long page : pages) {
                assertThat(program.stamp(page)).isEqualTo(5);
            }
        }
    }

    @Test
    void trimmedPagesReadAsZerosUntilTheyAreWrittenAgain() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            assertThat(program.store().trim(3)).isEqualTo(Done.FULL);
            assertThat(program.stamp(3)).isZero();
            assertThat(program.store().trim(4)).as("was never written").isEqualTo(Done.FULL);
            assertThat(program.stamp(4)).isZero();

            program.mustWrite(3, 8);

            assertThat(program.stamp(3)).isEqualTo(8);
            assertThat(program.store().tolerates()).isEqualTo(2);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Status.class,
            names = {"UNREACHABLE", "NO_SUCH_SLAB"})
    void dropsAMemberThatDoesNotStoreAndAcknowledgesUnderANewGeneration(Status answer) {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            cluster.hostOf(1).answerWrites(answer);

            assertThat(program.write(3, 8)).isEqualTo(Done.DEGRADED);

            SlabGroup group = cluster.group();
            assertThat(group.generation()).isEqualTo(2);
            assertThat(group.members().get(1).state()).isEqualTo(MemberState.ABSENT);
            assertThat(group.presentCount()).isEqualTo(5);
            assertThat(program.stamp(3)).isEqualTo(8);
            assertThat(program.store().tolerates()).isEqualTo(1);
        }
    }

    @Test
    void dropsAHungMemberWhoseLateWriteLandsInNoSlotThatWasGivenAway() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            FakeHost hung = cluster.hostOf(1);
            long slab = cluster.member(1).slab();
            int before = cluster.newestSlot(1);
            hung.hang();

            assertThat(program.write(3, 8)).isEqualTo(Done.DEGRADED);
            assertThat(hung.pendingOps()).isZero();
            hung.resume();

            for (int slot = 0; slot < cluster.group().slotCount(); slot++) {
                assertThat(hung.version(slab, slot)).isLessThanOrEqualTo(hung.version(slab, before));
            }
            assertThat(program.stamp(3)).isEqualTo(8);
        }
    }

    @Test
    void neverAcknowledgesAtK() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            cluster.kill(cluster.hostIdsOf(0b100001));

            assertThat(program.write(3, 8))
                    .isInstanceOfSatisfying(
                            PageResult.Unavailable.class,
                            result -> assertThat(result.why())
                                    .contains("page 3 not written")
                                    .contains("did not store the write"));
            assertThat(program.write(3, 8))
                    .isInstanceOfSatisfying(
                            PageResult.Unavailable.class,
                            result -> assertThat(result.why()).contains("has 4 of 6 members and a write needs 5"));

            assertThat(program.stamp(3)).isEqualTo(7);
            assertThat(program.store().tolerates()).isZero();
            assertThat(cluster.group().presentCount()).isEqualTo(4);
        }
    }

    @Test
    void acknowledgesAtKWithAReplacementThatIsJoining() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            cluster.kill(cluster.hostIdsOf(0b100001));
            assertThat(program.write(3, 8)).isInstanceOf(PageResult.Unavailable.class);
            FakeHost spare = cluster.addHost();
            Joining.join(cluster, 5, spare);

            assertThat(program.write(3, 8)).isEqualTo(Done.DEGRADED);

            assertThat(spare.version(1, cluster.newestSlot(1))).isEqualTo(cluster.version(1, cluster.newestSlot(1)));
            assertThat(program.stamp(3)).isEqualTo(8);
            // The joining member counts: with it k are left after one more loss.
            cluster.kill(cluster.hostIdsOf(0b000010));
            assertThat(program.stamp(3)).isEqualTo(8);
        }
    }

    @Test
    void neverDropsMembersUntilFewerThanKAreLeft() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            for (int index = 0; index < 4; index++) {
                cluster.hostOf(index).hang();
            }
            assertThat(program.write(3, 8)).isInstanceOf(PageResult.Unavailable.class);
            assertThat(cluster.group().presentCount()).isGreaterThanOrEqualTo(4);
            for (int index = 0; index < 4; index++) {
                cluster.hostOf(index).resume();
            }

            assertThat(program.stamp(3)).isEqualTo(7);
            assertThat(program.write(3, 8).isDone()).isTrue();
            assertThat(program.stamp(3)).isEqualTo(8);
        }
    }

    @Test
    void triesAgainWhenAHostIsOverloaded() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            cluster.hostOf(2).answerWrites(Status.OVERLOADED);
            int[] waits = {0};
            cluster.threads.whileWaiting(() -> {
                if (++waits[0] == 5) {
                    cluster.hostOf(2).answerWrites(null);
                }
            });

            assertThat(program.write(3, 7)).isEqualTo(Done.FULL);

            assertThat(waits[0]).isEqualTo(5);
            assertThat(cluster.group().generation()).isEqualTo(1);
        }
    }

    @Test
    void sendsOnlyWhatAnOverloadedHostHasRefusedAgainAndNotWithoutTheBudgetForIt() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 1);
            cluster.hostOf(2).answerWrites(Status.OVERLOADED);
            long othersBefore = cluster.hostOf(1).writes();
            long refusedBefore = cluster.hostOf(2).writes();

            for (int stamp = 2; stamp < 102; stamp++) {
                assertThat(program.write(3, stamp)).isInstanceOf(PageResult.Overloaded.class);
            }

            assertThat(cluster.hostOf(1).writes() - othersBefore).isEqualTo(100);
            assertThat(cluster.hostOf(2).writes() - refusedBefore)
                    .isLessThanOrEqualTo(100 + RetryBudget.RESERVE + (6 * 101) / 10);
        }
    }

    @Test
    void givesUpOnAHostThatStaysOverloadedAndKeepsThePage() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            cluster.hostOf(2).answerWrites(Status.OVERLOADED);

            assertThat(program.write(3, 8)).isInstanceOfSatisfying(PageResult.Overloaded.class, overloaded -> {
                assertThat(overloaded.host()).isEqualTo(cluster.hostOf(2).ref());
                assertThat(overloaded.why())
                        .isEqualTo("page 3 not written: " + overloaded.host() + " has too much to do");
            });

            assertThat(cluster.group().generation()).isEqualTo(1);
            assertThat(program.store().stats().overloadedPages()).isEqualTo(1);
            assertThat(program.stamp(3)).isEqualTo(7);
            cluster.hostOf(2).answerWrites(null);
            assertThat(program.write(3, 8)).isEqualTo(Done.FULL);
        }
    }

    @Test
    void refreshesAGenerationThatHostsRefuse() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            cluster.declareDead(cluster.hostIdsOf(0b1));
            cluster.repair(cluster.repairer()); // No spare: the member only leaves.
            assertThat(cluster.group().generation()).isEqualTo(2);
            for (int index = 1; index < 6; index++) {
                Joining.fence(cluster, index, program.store().epoch(), 2);
            }

            assertThat(program.write(3, 8)).isEqualTo(Done.DEGRADED);

            assertThat(program.stamp(3)).isEqualTo(8);
        }
    }

    @Test
    void endsAsFencedWhenOneHostKnowsANewerEpoch() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            Joining.fence(cluster, 4, 9, 1);

            assertThat(program.write(3, 8)).isEqualTo(new PageResult.Fenced(9));
            assertThat(program.write(4, 8)).isEqualTo(new PageResult.Fenced(9));
            assertThat(program.read(3)).isEqualTo(new PageResult.Fenced(9));
            assertThat(program.store().trim(3)).isEqualTo(new PageResult.Fenced(9));
        }
    }

    @Test
    void goesOnWithoutTheDirectoryUntilAMemberDies() {
        try (TestCluster cluster = new TestCluster(7)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            cluster.directory.setAvailable(false);
            assertThat(program.write(3, 8)).isEqualTo(Done.FULL);
            cluster.directory.setAvailable(true);
            FakeHost dead = cluster.hostOf(2);
            cluster.directory.setAvailable(false);
            dead.kill();

            assertThat(program.write(3, 9))
                    .isInstanceOfSatisfying(
                            PageResult.Unavailable.class,
                            result -> assertThat(result.why()).contains("unavailable"));
            assertThat(program.stamp(3)).isEqualTo(8);

            cluster.directory.setAvailable(true);
            assertThat(program.write(3, 9)).isEqualTo(Done.DEGRADED);
            assertThat(program.stamp(3)).isEqualTo(9);
        }
    }

    @Test
    void survivesADirectoryThatGoesAwayBeforeAReplacementIsConnected() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(3, 7);
            cluster.kill(cluster.hostIdsOf(0b1));
            program.mustWrite(3, 8);
            FakeHost spare = cluster.addHost();
            Joining.join(cluster, 0, spare);
            for (int index = 1; index < 6; index++) {
                Joining.fence(
                        cluster, index, program.store().epoch(), cluster.group().generation());
            }
            // The writer learns of the replacement, and then the directory goes away before it knows its address.
            cluster.threads.whileWaiting(() -> cluster.directory.setAvailable(false));

            assertThat(program.write(3, 9)).isInstanceOf(PageResult.Unavailable.class);

            cluster.threads.whileWaiting(() -> {});
            cluster.directory.setAvailable(true);
            for (long stamp = 10; stamp < 200; stamp++) {
                program.mustWrite(3, stamp);
            }
            assertThat(program.stamp(3)).isEqualTo(199);
        }
    }

    @Test
    void leaksNoSlotInThousandsOfOverwritesAndFailures() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            for (int page = 0; page < 32; page++) {
                program.mustWrite(page, 1);
            }
            for (int stamp = 2; stamp < 4000; stamp++) {
                int page = stamp % 32;
                if (stamp % 40 == 0) {
                    FakeHost host = cluster.hostOf(stamp / 40 % 6);
                    host.answerWrites(Status.OVERLOADED);
                    assertThat(program.write(page, stamp)).isInstanceOf(PageResult.Overloaded.class);
                    host.answerWrites(null);
                } else if (stamp % 41 == 0) {
                    assertThat(program.store().trim(page)).isEqualTo(Done.FULL);
                }
                program.mustWrite(page, stamp);
            }
            // More writes have failed than there are spare slots.
            for (int page = 0; page < 32; page++) {
                assertThat(program.stamp(page)).isGreaterThan(3900);
            }
        }
    }

    @Test
    void aPageThatIsOverwrittenWhileAHostFailsIsNeverSeenHalf() {
        for (int index = 0; index < 6; index++) {
            try (TestCluster cluster = new TestCluster(6)) {
                HookedTransport transport = new HookedTransport(cluster.network);
                Program program = cluster.create(transport, SPEC);
                program.mustWrite(3, 7);
                FakeHost failing = cluster.hostOf(index);
                transport.onOp((host, op) -> {
                    // The reader of the same process sees the old page until the write is acknowledged.
                    return host.equals(failing.ref()) ? HookedTransport.Fate.LOSE : HookedTransport.Fate.PASS;
                });
                cluster.threads.whileWaiting(() -> cluster.directory.setAvailable(false));
                cluster.directory.setAvailable(false);
                assertThat(program.write(3, 8)).isInstanceOf(PageResult.Unavailable.class);

                assertThat(program.stamp(3)).isEqualTo(7);
                cluster.threads.whileWaiting(() -> {});
                cluster.directory.setAvailable(true);
                program.mustWrite(3, 9);
                assertThat(program.stamp(3)).isEqualTo(9);
            }
        }
    }

    @Test
    void doesNotGiveNewSlabsToHostsThatDrain() {
        try (TestCluster cluster = new TestCluster(7)) {
            cluster.directory.setHostState(cluster.host(1).ref(), HostState.DRAINING);
            cluster.create(SPEC);
            assertThat(cluster.host(1).slabs()).isEmpty();
        }
    }
}
