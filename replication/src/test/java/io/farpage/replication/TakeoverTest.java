package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.BackingStore;
import io.farpage.api.HostRef;
import io.farpage.api.PageResult;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.RegionSpec;
import io.farpage.replication.HookedTransport.Fate;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class TakeoverTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 80);

    static Stream<Redundancy> redundancies() {
        return Stream.of(Redundancy.coded(4, 2), Redundancy.coded(8, 3), Redundancy.copies(3), Redundancy.coded(4, 0));
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void findsTheNewestAcknowledgedVersionOfEveryPage(Redundancy redundancy) {
        try (TestCluster cluster = new TestCluster(redundancy.total())) {
            RegionSpec spec = TestCluster.spec(redundancy, 80);
            Program first = cluster.create(spec);
            for (int page = 0; page < 80; page++) {
                for (long stamp = 0; stamp < page % 4; stamp++) {
                    first.mustWrite(page, stamp + 1);
                }
            }
            cluster.kill(cluster.hostIdsOf((1L << redundancy.parity()) - 1));

            Program second = cluster.takeOver(spec);

            for (int page = 0; page < 80; page++) {
                assertThat(second.stamp(page)).isEqualTo(page % 4);
            }
            assertThat(second.store().epoch()).isGreaterThan(first.store().epoch());
        }
    }

    @Test
    void anOwnerThatClosesIsFollowedAtOnce() {
        try (TestCluster cluster = new TestCluster(6)) {
            BackingStore store = cluster.process("a", cluster.network, SPEC).create(SPEC);
            try (Program program = new Program(store)) {
                program.mustWrite(3, 7);
            }
            store.close();
            BackingStore next = cluster.process("b", cluster.network, SPEC).attach(TestCluster.REGION);
            try (Program program = new Program(next)) {
                assertThat(program.stamp(3)).isEqualTo(7);
                assertThatThrownBy(() ->
                                cluster.process("c", cluster.network, SPEC).attach(TestCluster.REGION))
                        .isInstanceOf(RegionException.class)
                        .hasMessageContaining("belongs to b");
            }
        }
    }

    @Test
    void leavesOutHostsThatAreSilentWhileKRemain() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program first = cluster.create(SPEC);
            first.mustWrite(3, 7);
            cluster.hostOf(0).hang();
            cluster.hostOf(4).hang();
            int[] silent = cluster.hostIdsOf(0b010001);

            Program second = cluster.takeOver(SPEC);

            assertThat(second.stamp(3)).isEqualTo(7);
            assertThat(cluster.group().presentCount()).isEqualTo(4);
            cluster.host(silent[0]).resume();
            cluster.host(silent[1]).resume();
            // What the two missed is not believed when they are back.
            assertThat(first.write(3, 8))
                    .isEqualTo(new PageResult.Fenced(second.store().epoch()));
            assertThat(second.stamp(3)).isEqualTo(7);
        }
    }

    @Test
    void waitsForHostsThatMayComeBackWhenFewerThanKAnswer() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program first = cluster.create(SPEC);
            first.mustWrite(3, 7);
            for (int index = 0; index < 3; index++) {
                cluster.hostOf(index).hang();
            }
            assertThatThrownBy(() -> cluster.takeOver(SPEC))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("needs 4 members, 3 answer and 3 do not but may come back");
            for (int index = 0; index < 3; index++) {
                cluster.hostOf(index).resume();
            }

            assertThat(cluster.takeOver(SPEC).stamp(3)).isEqualTo(7);
        }
    }

    @ParameterizedTest
    @MethodSource("redundancies")
    void reportsWhatIsLostAndPutsNothingOlderInItsPlace(Redundancy redundancy) {
        for (int dead = redundancy.parity() + 1; dead <= redundancy.total(); dead++) {
            try (TestCluster cluster = new TestCluster(redundancy.total())) {
                RegionSpec spec = TestCluster.spec(redundancy, 8);
                Program first = cluster.create(spec);
                first.mustWrite(3, 6);
                first.mustWrite(3, 7);
                int[] ids = cluster.hostIdsOf((1L << dead) - 1);
                cluster.kill(ids);
                cluster.declareDead(ids);

                Program second = cluster.takeOver(spec);

                assertThat(second.read(3)).as("%d hosts dead", dead).isInstanceOf(PageResult.Lost.class);
                if (dead < redundancy.total()) {
                    assertThat(second.stamp(4)).as("was never written").isZero();
                }
                assertThat(second.store().tolerates()).isEqualTo(-1);
                assertThat(cluster.takeOver(spec).read(3)).isInstanceOf(PageResult.Lost.class);
            }
        }
    }

    @Test
    void lostPagesAreUsableAgainOnceTheyAreWrittenWhole() {
        try (TestCluster cluster = new TestCluster(9)) {
            RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), 8);
            Program first = cluster.create(spec);
            first.mustWrite(3, 6);
            first.mustWrite(3, 7);
            first.mustWrite(4, 7);
            int[] ids = cluster.hostIdsOf(0b111);
            cluster.kill(ids);
            cluster.declareDead(ids);
            cluster.repairAll();
            Program second = cluster.takeOver(spec);
            assertThat(second.read(3)).isInstanceOf(PageResult.Lost.class);

            assertThat(second.write(3, 8)).isEqualTo(Done.FULL);

            assertThat(second.stamp(3)).isEqualTo(8);
            cluster.kill(cluster.hostIdsOf(0b001100));
            Program third = cluster.takeOver(spec);
            assertThat(third.stamp(3)).isEqualTo(8);
            assertThat(third.read(4)).isInstanceOf(PageResult.Lost.class);
        }
    }

    @Test
    void tombstonesSurviveTakeoverAndLosses() {
        try (TestCluster cluster = new TestCluster(8)) {
            Program first = cluster.create(SPEC);
            for (int page = 0; page < 20; page++) {
                first.mustWrite(page, 7);
                assertThat(first.store().trim(page)).isEqualTo(Done.FULL);
            }
            for (int round = 0; round < 3; round++) {
                int[] ids = cluster.hostIdsOf(1L << round);
                cluster.kill(ids);
                cluster.declareDead(ids);
                cluster.repairAll();
                Program next = cluster.takeOver(SPEC);
                for (int page = 0; page < 20; page++) {
                    assertThat(next.stamp(page)).isZero();
                }
            }
        }
    }

    @Test
    void slotsAreFreeAgainAfterManyTakeovers() {
        try (TestCluster cluster = new TestCluster(6)) {
            RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), 32);
            Program program = cluster.create(spec);
            for (int round = 1; round < 30; round++) {
                for (int i = 0; i < 7; i++) {
                    for (int page = 0; page < 32; page++) {
                        program.mustWrite(page, round);
                    }
                }
                program = cluster.takeOver(spec);
                for (int page = 0; page < 32; page++) {
                    assertThat(program.stamp(page)).isEqualTo(round);
                }
            }
        }
    }

    @Test
    void aDamagedHeaderDoesNotMakeAnAcknowledgedVersionUndone() {
        for (long damaged = 0; damaged < 1L << 6; damaged++) {
            if (Long.bitCount(damaged) > 2) {
                continue;
            }
            try (TestCluster cluster = new TestCluster(6)) {
                RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), 8);
                Program first = cluster.create(spec);
                first.mustWrite(3, 6);
                first.mustWrite(3, 7);
                int slot = cluster.newestSlot(0);
                for (int index = 0; index < 6; index++) {
                    if ((damaged & 1L << index) != 0) {
                        cluster.hostOf(index).damageHeader(cluster.member(index).slab(), slot);
                    }
                }
                Program second = cluster.takeOver(spec);
                assertThat(second.stamp(3)).isEqualTo(7);
                cluster.kill(cluster.hostIdsOf(~damaged & 0b11));

                assertThat(cluster.takeOver(spec).stamp(3)).as("was made whole").isEqualTo(7);
            }
        }
    }

    @Test
    void aWriteThatWasGivenUpSurfacesForGoodThoughItsSlotWasGivenAway() {
        try (TestCluster cluster = new TestCluster(6)) {
            HookedTransport network = new HookedTransport(cluster.network);
            Regions process = cluster.processWithSilentDirectory(SPEC, network, "changeGroup", () -> true);
            try (Program first = new Program(process.create(SPEC))) {
                first.mustWrite(3, 6);
                first.mustWrite(3, 7);
                HostRef last = cluster.member(5).host();
                network.onOp((host, op) -> host.equals(last) ? Fate.LOSE : Fate.PASS);
                assertThat(first.write(3, 8)).isInstanceOf(PageResult.Unavailable.class);
                network.onOp((host, op) -> host.equals(last) ? Fate.PASS : Fate.LOSE);
                assertThat(first.write(4, 1)).isInstanceOf(PageResult.Unavailable.class);
            }

            assertThat(cluster.takeOver(SPEC).stamp(3)).isEqualTo(8);
            int[] two = cluster.hostIdsOf(0b000011);
            cluster.kill(two);
            cluster.declareDead(two);
            Program third = cluster.takeOver(SPEC);
            assertThat(third.stamp(3)).isEqualTo(8);
            assertThat(third.stamp(4)).isZero();
        }
    }
}
