package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.BackingStore;
import io.farpage.api.DirectoryException;
import io.farpage.api.FragmentOp;
import io.farpage.api.HostRef;
import io.farpage.api.Member;
import io.farpage.api.PageResult;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionException;
import io.farpage.api.RegionInfo;
import io.farpage.api.RegionSealedException;
import io.farpage.api.RegionSpec;
import io.farpage.replication.HookedTransport.Fate;
import java.util.List;
import org.junit.jupiter.api.Test;

/** A region whose owner has sealed it, and those who read it. */
class SealedRegionTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 80);

    @Test
    void readersFindEveryPageAndAskForNothingButHeadersAndPages() {
        try (TestCluster cluster = new TestCluster(7)) {
            Program owner = filled(cluster);
            owner.store().seal();
            RegionInfo before = cluster.directory.region(TestCluster.REGION).orElseThrow();
            var groups = cluster.groups();
            HookedTransport transport = new HookedTransport(cluster.network);
            transport.onControl((host, call) -> assertThat(call).isEqualTo("scan"));
            transport.onOp((host, op) -> {
                assertThat(op.kind()).isEqualTo(FragmentOp.Kind.READ);
                return Fate.PASS;
            });

            Program reader = cluster.openSealed(transport, SPEC);

            checkFilled(reader);
            assertThatThrownBy(() -> reader.write(3, 9)).isInstanceOf(RegionSealedException.class);
            assertThatThrownBy(() -> reader.store().trim(3)).isInstanceOf(RegionSealedException.class);
            reader.store().seal();
            reader.store().complete();
            reader.store().close();
            assertThat(cluster.directory.region(TestCluster.REGION)).contains(before);
            assertThat(cluster.groups()).isEqualTo(groups);
            checkFilled(owner);
        }
    }

    @Test
    void readersOpenAndReadWhileMHostsAreDownOrSilent() {
        try (TestCluster cluster = new TestCluster(6)) {
            filled(cluster).store().seal();
            Program early = cluster.openSealed(SPEC);
            cluster.hostOf(1).hang();
            cluster.kill(cluster.hostIdsOf(0b1000));

            checkFilled(cluster.openSealed(SPEC));
            checkFilled(early);
            assertThat(cluster.group().presentCount()).isEqualTo(6);
        }
    }

    @Test
    void isNotOpenedWhileFewerThanKAnswerAndMoreMayComeBack() {
        try (TestCluster cluster = new TestCluster(6)) {
            filled(cluster).store().seal();
            for (int index = 0; index < 3; index++) {
                cluster.hostOf(index).hang();
            }
            assertThatThrownBy(() -> cluster.openSealed(SPEC))
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("needs 4 members, 3 answer and 3 do not but may come back");
            for (int index = 0; index < 3; index++) {
                cluster.hostOf(index).resume();
            }
            checkFilled(cluster.openSealed(SPEC));
        }
    }

    @Test
    void aPageThatTooFewCanGiveNowIsReadOnceTheyAreBack() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program owner = filled(cluster);
            owner.store().seal();
            int slot = cluster.newestSlot(0);
            cluster.hostOf(0).damageHeader(cluster.member(0).slab(), slot);
            cluster.hostOf(1).hang();
            cluster.hostOf(2).hang();

            Program reader = cluster.openSealed(SPEC);

            long unavailable = 0;
            for (int page = 0; page < TestCluster.PAGES_PER_GROUP; page++) {
                unavailable += reader.read(page) instanceof PageResult.Unavailable ? 1 : 0;
            }
            assertThat(unavailable).isEqualTo(1);
            cluster.hostOf(1).resume();
            checkFilled(reader);
        }
    }

    @Test
    void whatIsLostIsLostForEveryReaderWithNothingOlderInItsPlace() {
        for (int dead = 3; dead <= 6; dead++) {
            try (TestCluster cluster = new TestCluster(6)) {
                RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), 8);
                Program owner = cluster.create(spec);
                owner.mustWrite(3, 6);
                owner.mustWrite(3, 7);
                owner.store().seal();
                int[] ids = cluster.hostIdsOf((1L << dead) - 1);
                cluster.kill(ids);
                cluster.declareDead(ids);

                Program reader = cluster.openSealed(spec);

                assertThat(reader.read(3)).as("%d hosts dead", dead).isInstanceOf(PageResult.Lost.class);
                assertThat(reader.read(4).isDone()).as("was never written").isEqualTo(dead < 6);
                assertThat(cluster.group().presentCount()).isEqualTo(6);
            }
        }
    }

    @Test
    void repairGoesOnAndReadersFindThePagesOnOtherHosts() {
        try (TestCluster cluster = new TestCluster(9)) {
            filled(cluster).store().seal();
            Program early = cluster.openSealed(SPEC);
            for (int round = 0; round < 3; round++) {
                int[] ids = cluster.hostIdsOf(0b11L << round);
                cluster.kill(ids);
                cluster.declareDead(ids);
                cluster.start(ids[0]);
                cluster.start(ids[1]);
                cluster.repairAll();
                checkFilled(early);
                checkFilled(cluster.openSealed(SPEC));
            }
            cluster.groups().forEach(group -> assertThat(group.presentCount()).isEqualTo(6));
            cluster.kill(cluster.hostIdsOf(0b11));
            checkFilled(cluster.openSealed(SPEC));
        }
    }

    @Test
    void whatWasUnderWayWhenItWasSealedIsDecidedOnceAndForAll() {
        for (long reached = 0; reached < 1L << 6; reached++) {
            for (boolean trim : new boolean[] {false, true}) {
                try (TestCluster cluster = new TestCluster(6)) {
                    HookedTransport transport = new HookedTransport(cluster.network);
                    RegionSpec spec = TestCluster.spec(Redundancy.coded(4, 2), 8);
                    Program owner = cluster.create(transport, spec);
                    owner.mustWrite(3, 1);
                    List<HostRef> hosts =
                            cluster.group().members().stream().map(Member::host).toList();
                    long mask = reached;
                    transport.onOp((host, op) -> (mask & 1L << hosts.indexOf(host)) != 0 ? Fate.PASS : Fate.LOSE);
                    cluster.directory.setAvailable(false);
                    PageResult result = trim ? owner.store().trim(3) : owner.write(3, 2);
                    cluster.directory.setAvailable(true);
                    transport.onOp((host, op) -> Fate.PASS);
                    long expected = result.isDone() ? (trim ? 0 : 2) : 1;

                    owner.store().seal();

                    assertThat(owner.stamp(3)).isEqualTo(expected);
                    for (int lost = 0; lost < 5; lost++) {
                        int[] ids = cluster.hostIdsOf(0b11L << lost);
                        for (int id : ids) {
                            cluster.host(id).hang();
                        }
                        assertThat(cluster.openSealed(spec).stamp(3))
                                .as("reached %s, silent from %d", Long.toBinaryString(reached), lost)
                                .isEqualTo(expected);
                        for (int id : ids) {
                            cluster.host(id).resume();
                        }
                    }
                }
            }
        }
    }

    @Test
    void sealingThatTheDirectoryDidNotAnswerIsAskedForAgain() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program owner = filled(cluster);
            cluster.directory.setAvailable(false);
            assertThatThrownBy(() -> owner.store().seal()).isInstanceOf(DirectoryException.class);
            cluster.directory.setAvailable(true);
            assertThat(owner.store().isSealed()).isTrue();
            assertThatThrownBy(() -> owner.write(3, 9)).isInstanceOf(RegionSealedException.class);
            checkFilled(owner);

            owner.store().seal();

            checkFilled(cluster.openSealed(SPEC));
        }
    }

    @Test
    void aFormerOwnerSealsNothing() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program zombie = filled(cluster);
            Program owner = cluster.takeOver(SPEC);

            assertThatThrownBy(() -> zombie.store().seal())
                    .isInstanceOf(RegionException.class)
                    .hasMessageContaining("nobody owns region-1 at epoch 1");

            assertThat(owner.write(3, 9)).isEqualTo(Done.FULL);
            assertThat(cluster.directory.regions()).singleElement().returns(false, RegionInfo::sealed);
        }
    }

    @Test
    void aReaderOfADeletedRegionIsTold() {
        try (TestCluster cluster = new TestCluster(6)) {
            filled(cluster).store().seal();
            Program reader = cluster.openSealed(SPEC);
            cluster.process("other", cluster.network, SPEC).delete(TestCluster.REGION);
            for (int id = 1; id <= 6; id++) {
                assertThat(cluster.host(id).slabs()).isEmpty();
            }
            assertThat(reader.read(3))
                    .isInstanceOfSatisfying(
                            PageResult.Unavailable.class,
                            r -> assertThat(r.why()).contains("the region was deleted"));
        }
    }

    @Test
    void aLeaseThatRunsOutAndAnOwnerThatClosesMeanNothingToASealedRegion() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program owner = filled(cluster);
            BackingStore store = owner.store();
            store.seal();
            cluster.clock.advance(60_000_000_000L);
            Regions other = cluster.process("other", cluster.network, SPEC);
            assertThatThrownBy(() -> other.attach(TestCluster.REGION)).isInstanceOf(RegionSealedException.class);
            store.close();
            assertThatThrownBy(() -> other.attach(TestCluster.REGION)).isInstanceOf(RegionSealedException.class);
            checkFilled(cluster.openSealed(SPEC));
        }
    }

    /** Page n has been written n modulo 4 times, the last time with that stamp; every tenth was trimmed after that. */
    private static Program filled(TestCluster cluster) {
        Program owner = cluster.create(SPEC);
        for (int page = 0; page < 80; page++) {
            for (long stamp = 1; stamp <= page % 4; stamp++) {
                owner.mustWrite(page, stamp);
            }
            if (page % 10 == 7) {
                assertThat(owner.store().trim(page)).isEqualTo(Done.FULL);
            }
        }
        return owner;
    }

    private static void checkFilled(Program program) {
        for (int page = 0; page < 80; page++) {
            assertThat(program.stamp(page)).as("page %d", page).isEqualTo(page % 10 == 7 ? 0 : page % 4);
        }
    }
}
