package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.fake.FakeHost;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

class StripeReadTest {
    private static final RegionSpec FOUR_PLUS_TWO = TestCluster.spec(Redundancy.coded(4, 2), 40);

    static Stream<Redundancy> redundancies() {
        return Stream.of(Redundancy.coded(4, 2), Redundancy.coded(8, 3), Redundancy.copies(3));
    }

    /** What may happen to a fragment that makes it an erasure. */
    enum Erasure {
        DAMAGED_PAYLOAD,
        DAMAGED_HEADER,
        ERASED,
        UNREACHABLE,
        OVERLOADED,
        HUNG;

        void inflict(TestCluster cluster, int index, int slot) {
            FakeHost host = cluster.hostOf(index);
            long slab = cluster.member(index).slab();
            switch (this) {
                case DAMAGED_PAYLOAD -> host.damagePayload(slab, slot);
                case DAMAGED_HEADER -> host.damageHeader(slab, slot);
                case ERASED -> host.erase(slab, slot);
                case UNREACHABLE -> host.answerReads(Status.UNREACHABLE);
                case OVERLOADED -> host.answerReads(Status.OVERLOADED);
                case HUNG -> host.hang();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void readsPagesExactlyUnderEveryLossOfUpToMHosts(Redundancy redundancy) {
        int total = redundancy.total();
        for (long lost = 0; lost < 1L << total; lost++) {
            if (Long.bitCount(lost) > redundancy.parity()) {
                continue;
            }
            try (TestCluster cluster = new TestCluster(total)) {
                RegionSpec spec = TestCluster.spec(redundancy, 3);
                Program program = cluster.create(spec);
                program.mustWrite(0, 7);
                program.mustWrite(2, 8);
                cluster.kill(cluster.hostIdsOf(lost));

                assertThat(program.stamp(0)).isEqualTo(7);
                assertThat(program.stamp(1)).isZero();
                assertThat(program.stamp(2)).isEqualTo(8);
                boolean dataLost = (lost & (1L << redundancy.data()) - 1) != 0;
                assertThat(program.read(0)).isEqualTo(dataLost ? Done.DEGRADED : Done.FULL);
                assertThat(program.store().stats().degradedReads()).isEqualTo(dataLost ? 3 : 0);
                assertThat(program.store().stats().pagesRead()).isEqualTo(4);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void reportsEveryLossOfOneHostTooManyAsLost(Redundancy redundancy) {
        int total = redundancy.total();
        for (long lost = 0; lost < 1L << total; lost++) {
            if (Long.bitCount(lost) != redundancy.parity() + 1) {
                continue;
            }
            try (TestCluster cluster = new TestCluster(total)) {
                Program program = cluster.create(TestCluster.spec(redundancy, 3));
                program.mustWrite(0, 7);
                program.mustWrite(0, 8);
                int[] ids = cluster.hostIdsOf(lost);
                cluster.kill(ids);
                assertThat(program.read(0)).isInstanceOf(PageResult.Unavailable.class);

                cluster.declareDead(ids);

                assertThat(program.read(0)).isInstanceOfSatisfying(PageResult.Lost.class, result -> {
                    assertThat(result.page()).isZero();
                    assertThat(result.found()).isEqualTo(redundancy.data() - 1);
                    assertThat(result.needed()).isEqualTo(redundancy.data());
                });
                assertThat(program.stamp(1)).as("was never written").isZero();
                assertThat(program.store().stats().lostPages()).isEqualTo(1);
            }
        }
    }

    @ParameterizedTest
    @EnumSource(Erasure.class)
    void takesWhatDoesNotFitForAnErasure(Erasure erasure) {
        for (int first = 0; first < 6; first++) {
            for (int second = first; second < 6; second++) {
                try (TestCluster cluster = new TestCluster(6)) {
                    Program program = cluster.create(FOUR_PLUS_TWO);
                    program.mustWrite(3, 7);
                    int slot = cluster.newestSlot(0);
                    erasure.inflict(cluster, first, slot);
                    if (second != first) {
                        erasure.inflict(cluster, second, slot);
                    }

                    assertThat(program.stamp(3)).isEqualTo(7);
                    assertThat(program.store().stats().degradedReads()).isEqualTo(first < 4 ? 1 : 0);
                }
            }
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Erasure.class,
            names = {"DAMAGED_PAYLOAD", "DAMAGED_HEADER", "ERASED"})
    void countsBadFragmentsAndReportsTooManyAsLost(Erasure erasure) {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(FOUR_PLUS_TWO);
            program.mustWrite(3, 6);
            program.mustWrite(3, 7);
            int slot = cluster.newestSlot(0);
            for (int index = 1; index < 4; index++) {
                erasure.inflict(cluster, index, slot);
            }

            assertThat(program.read(3)).isInstanceOf(PageResult.Lost.class);
            assertThat(program.store().stats().badFragments()).isGreaterThanOrEqualTo(3);
        }
    }

    @ParameterizedTest
    @EnumSource(
            value = Erasure.class,
            names = {"UNREACHABLE", "HUNG"})
    void saysUnavailableWhileTooManyHostsDoNotAnswerButMayComeBack(Erasure erasure) {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(FOUR_PLUS_TWO);
            program.mustWrite(3, 7);
            int slot = cluster.newestSlot(0);
            for (int index = 1; index < 4; index++) {
                erasure.inflict(cluster, index, slot);
            }
            assertThat(program.read(3)).isInstanceOf(PageResult.Unavailable.class);

            for (int index = 1; index < 4; index++) {
                cluster.hostOf(index).resume();
                cluster.hostOf(index).answerReads(null);
            }
            assertThat(program.stamp(3)).isEqualTo(7);
        }
    }

    @Test
    void neverTakesAnOlderVersionInTheSameSlotForThePage() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(FOUR_PLUS_TWO);
            cluster.hostOf(0).answerWrites(Status.OK); // Says that it stored and did not: the slot stays stale.
            cluster.hostOf(5).answerWrites(Status.OK);
            program.mustWrite(3, 7);
            assertThat(program.stamp(3)).isEqualTo(7);
            cluster.hostOf(1).answerWrites(Status.OK);
            program.mustWrite(3, 8);

            assertThat(program.read(3)).isInstanceOf(PageResult.Lost.class);
        }
    }

    @Test
    void goesAroundAHungHostAndLeavesNothingPendingAtIt() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(FOUR_PLUS_TWO);
            program.mustWrite(3, 7);
            cluster.hostOf(2).hang();

            assertThat(program.read(3)).isEqualTo(Done.DEGRADED);

            assertThat(cluster.hostOf(2).pendingOps()).isZero();
            cluster.hostOf(2).resume();
            assertThat(program.stamp(3)).isEqualTo(7);
        }
    }

    @Test
    void aFragmentThatComesLateDoesNotHarmThePage() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(FOUR_PLUS_TWO);
            program.mustWrite(3, 7);
            cluster.hostOf(1).hang();
            int[] waits = {0};
            cluster.threads.whileWaiting(() -> {
                if (++waits[0] == 2) {
                    cluster.hostOf(1).resume();
                }
            });
            cluster.hostOf(2).hang();
            cluster.hostOf(3).hang();

            assertThat(program.stamp(3)).isEqualTo(7);
        }
    }

    @Test
    void readsWholeGroupsWhileTheDirectoryIsAway() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(FOUR_PLUS_TWO);
            program.mustWrite(3, 7);
            int[] two = cluster.hostIdsOf(0b001001);
            int[] third = cluster.hostIdsOf(0b010000);
            cluster.directory.setAvailable(false);
            assertThat(program.read(3)).isEqualTo(Done.FULL);
            cluster.kill(two);
            assertThat(program.stamp(3)).isEqualTo(7);

            cluster.kill(third);

            assertThat(program.read(3)).isInstanceOf(PageResult.Unavailable.class);
        }
    }

    @Test
    void answersEachPageOfABatchForItself() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(FOUR_PLUS_TWO);
            long[] pages = new long[40];
            for (int page = 0; page < 40; page++) {
                program.mustWrite(page, 100 + page);
                pages[39 - page] = page;
            }
            int lastSlot = cluster.version(0, cluster.newestSlot(0)) > 0 ? cluster.newestSlot(0) : -1;
            for (int index = 0; index < 3; index++) {
                cluster.hostOf(index).damagePayload(cluster.member(index).slab(), lastSlot);
            }

            PageBatch batch = program.readAll(pages);

            int lost = 0;
            for (int i = 0; i < 40; i++) {
                if (batch.result(i) instanceof PageResult.Lost result) {
                    assertThat(result.page()).isEqualTo(pages[i]);
                    lost++;
                } else {
                    assertThat(batch.result(i)).isEqualTo(Done.FULL);
                    assertThat(program.stampInFrame(pages[i], i)).isEqualTo(100 + pages[i]);
                }
            }
            assertThat(lost).isEqualTo(1);
        }
    }
}
