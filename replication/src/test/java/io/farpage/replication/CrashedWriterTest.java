package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp;
import io.farpage.api.HostRef;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import io.farpage.replication.HookedTransport.Crash;
import io.farpage.replication.HookedTransport.Fate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A client dies in the middle of a write: old or new, never a mix, and the same for good. */
class CrashedWriterTest {
    private static final int PAGE = 3;
    private static final int NEIGHBOUR = 4;

    static Stream<Redundancy> redundancies() {
        return Stream.of(Redundancy.coded(4, 2), Redundancy.coded(2, 2), Redundancy.copies(3));
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void oldOrNewAndTheSameAgainAfterMMoreLosses(Redundancy redundancy) {
        int total = redundancy.total();
        for (long reached = 0; reached < 1L << total; reached++) {
            for (long lost = 0; lost < 1L << total; lost++) {
                if (Long.bitCount(lost) != redundancy.parity()) {
                    continue;
                }
                try (TestCluster cluster = new TestCluster(total)) {
                    RegionSpec spec = crashInOverwrite(cluster, redundancy, reached);
                    Program second = cluster.takeOver(spec);
                    long stamp = second.stamp(PAGE);
                    assertThat(stamp).as("reached %s", bits(reached)).isIn(1L, 2L);
                    if (reached == 0 || reached == (1L << total) - 1) {
                        assertThat(stamp).isEqualTo(reached == 0 ? 1 : 2);
                    }
                    assertThat(second.stamp(NEIGHBOUR)).isEqualTo(1);
                    cluster.kill(cluster.hostIdsOf(lost));

                    Program third = cluster.takeOver(spec);

                    assertThat(third.stamp(PAGE))
                            .as("reached %s, then lost %s", bits(reached), bits(lost))
                            .isEqualTo(stamp);
                    assertThat(third.stamp(NEIGHBOUR)).isEqualTo(1);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void oldOrNewWhenHostsAreLostWithTheWriter(Redundancy redundancy) {
        int total = redundancy.total();
        for (long reached = 0; reached < 1L << total; reached++) {
            for (long lost = 0; lost < 1L << total; lost++) {
                if (Long.bitCount(lost) != redundancy.parity()) {
                    continue;
                }
                try (TestCluster cluster = new TestCluster(total + redundancy.parity())) {
                    RegionSpec spec = crashInOverwrite(cluster, redundancy, reached);
                    int[] ids = cluster.hostIdsOf(lost);
                    cluster.kill(ids);
                    cluster.declareDead(ids);
                    cluster.repairAll();

                    Program second = cluster.takeOver(spec);

                    long stamp = second.stamp(PAGE);
                    assertThat(stamp)
                            .as("reached %s, lost %s", bits(reached), bits(lost))
                            .isIn(1L, 2L);
                    assertThat(second.stamp(NEIGHBOUR)).isEqualTo(1);
                    assertThat(second.write(PAGE, 3)).isEqualTo(Done.FULL);
                    assertThat(cluster.takeOver(spec).stamp(PAGE)).isEqualTo(3);
                }
            }
        }
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void aSecondCrashInTheMiddleOfRecoveryLosesNothingEvenWithMLosses(Redundancy redundancy) {
        int total = redundancy.total();
        for (long reached = 1; reached < 1L << total; reached++) {
            if (Long.bitCount(reached) < redundancy.data() || Long.bitCount(reached) == total) {
                continue;
            }
            for (int step = 0; step <= total; step++) {
                for (long lost = 0; lost < 1L << total; lost++) {
                    if (Long.bitCount(lost) == redundancy.parity()) {
                        crashTwice(redundancy, reached, step, lost);
                    }
                }
            }
        }
    }

    private static void crashTwice(Redundancy redundancy, long reached, int step, long lost) {
        try (TestCluster cluster = new TestCluster(redundancy.total())) {
            RegionSpec spec = crashInOverwrite(cluster, redundancy, reached);
            HookedTransport transport = new HookedTransport(cluster.network);
            CrashingWriter.dieAtWrite(transport, step);
            try {
                cluster.takeOver(transport, spec);
            } catch (Crash e) {
                assertThat(step).isLessThan(redundancy.total());
            }
            cluster.kill(cluster.hostIdsOf(lost));

            Program third = cluster.takeOver(spec);

            assertThat(third.stamp(PAGE))
                    .as("reached %s, recovery died at write %d, then lost %s", bits(reached), step, bits(lost))
                    .isIn(1L, 2L);
            assertThat(third.stamp(NEIGHBOUR)).isEqualTo(1);
        }
    }

    /** Makes pages of stamp 1 and dies in overwriting one with stamp 2, when these members have stored it. */
    private static RegionSpec crashInOverwrite(TestCluster cluster, Redundancy redundancy, long reached) {
        RegionSpec spec = TestCluster.spec(redundancy, 8);
        HookedTransport transport = new HookedTransport(cluster.network);
        Program first = cluster.create(transport, spec);
        first.mustWrite(PAGE, 1);
        first.mustWrite(NEIGHBOUR, 1);
        SlabGroup group = cluster.group();
        CrashingWriter.write(cluster, transport, host -> isIn(group, reached, host), () -> first.write(PAGE, 2));
        return spec;
    }

    private static boolean isIn(SlabGroup group, long members, HostRef host) {
        for (int i = 0; i < group.members().size(); i++) {
            if ((members & 1L << i) != 0 && group.members().get(i).host().equals(host)) {
                return true;
            }
        }
        return false;
    }

    @Test
    void aFirstWriteThatWasCutOffReadsAsZerosOrAsWritten() {
        for (long reached = 0; reached < 1L << 6; reached++) {
            try (TestCluster cluster = new TestCluster(6)) {
                RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), 8);
                HookedTransport transport = new HookedTransport(cluster.network);
                Program first = cluster.create(transport, spec);
                SlabGroup group = cluster.group();
                long members = reached;
                CrashingWriter.write(
                        cluster, transport, host -> isIn(group, members, host), () -> first.write(PAGE, 2));

                long stamp = cluster.takeOver(spec).stamp(PAGE);

                assertThat(stamp).isIn(0L, 2L);
                assertThat(cluster.takeOver(spec).stamp(PAGE)).isEqualTo(stamp);
            }
        }
    }

    @Test
    void aTrimThatWasCutOffIsDoneOrNot() {
        for (long reached = 0; reached < 1L << 6; reached++) {
            try (TestCluster cluster = new TestCluster(6)) {
                RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), 8);
                HookedTransport transport = new HookedTransport(cluster.network);
                Program first = cluster.create(transport, spec);
                first.mustWrite(PAGE, 1);
                SlabGroup group = cluster.group();
                long members = reached;
                CrashingWriter.write(
                        cluster,
                        transport,
                        host -> isIn(group, members, host),
                        () -> first.store().trim(PAGE));

                long stamp = cluster.takeOver(spec).stamp(PAGE);

                assertThat(stamp).isIn(0L, 1L);
                cluster.kill(cluster.hostIdsOf(0b11));
                assertThat(cluster.takeOver(spec).stamp(PAGE)).isEqualTo(stamp);
            }
        }
    }

    /** The old version is whole: one more damaged fragment of the version that was never acknowledged costs nothing. */
    @Test
    void damageInTheUnfinishedVersionFallsBackToTheAcknowledgedOne() {
        for (int damaged = 0; damaged < 4; damaged++) {
            try (TestCluster cluster = new TestCluster(6)) {
                RegionSpec spec = crashInOverwrite(cluster, Redundancy.coded(4, 2), 0b001111);
                cluster.hostOf(damaged).damagePayload(cluster.member(damaged).slab(), cluster.newestSlot(damaged));

                Program second = cluster.takeOver(spec);

                assertThat(second.stamp(PAGE)).isEqualTo(1);
                cluster.kill(cluster.hostIdsOf(0b110000));
                assertThat(cluster.takeOver(spec).stamp(PAGE)).isEqualTo(1);
            }
        }
    }

    /** A write that ended as unavailable gives its slot to the next, which is cut off: one slot, two unfinished pages. */
    @Test
    void recoversWhenASlotHoldsPiecesOfTwoUnfinishedWrites() {
        for (long reached = 1; reached < 1L << 3; reached++) {
            for (long reachedNext = 1; reachedNext < 1L << 3; reachedNext++) {
                try (TestCluster cluster = new TestCluster(3)) {
                    RegionSpec spec = TestCluster.spec(Redundancy.copies(3), 8);
                    HookedTransport transport = new HookedTransport(cluster.network);
                    Program first = cluster.create(transport, spec);
                    first.mustWrite(PAGE, 1);
                    first.mustWrite(NEIGHBOUR, 1);
                    SlabGroup group = cluster.group();
                    long members = reached;
                    transport.onOp((host, op) ->
                            op.kind() == FragmentOp.Kind.READ || isIn(group, members, host) ? Fate.PASS : Fate.LOSE);
                    cluster.directory.setAvailable(false);
                    boolean done = first.write(PAGE, 2).isDone();
                    cluster.directory.setAvailable(true);
                    long next = reachedNext;
                    CrashingWriter.write(
                            cluster, transport, host -> isIn(group, next, host), () -> first.write(NEIGHBOUR, 2));

                    Program second = cluster.takeOver(spec);

                    assertThat(second.stamp(PAGE)).isIn(done ? 2L : 1L, 2L);
                    assertThat(second.stamp(NEIGHBOUR)).isIn(1L, 2L);
                    second.mustWrite(PAGE, 5);
                    second.mustWrite(NEIGHBOUR, 6);
                    assertThat(cluster.takeOver(spec).stamp(PAGE)).isEqualTo(5);
                }
            }
        }
    }

    private static String bits(long mask) {
        return Long.toBinaryString(mask);
    }
}
