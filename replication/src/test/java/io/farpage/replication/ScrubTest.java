package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.fake.FakeHost;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What has rotted at rest is found and mended, and nothing else is touched. */
class ScrubTest {
    private static final int PAGES = 64;
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), PAGES);

    @Test
    void findsNothingWhereNothingIsWrong() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            writeAll(program, 2);
            program.store().trim(5);

            ScrubProgress found = scrub(cluster);

            assertThat(found.fragmentsBad()).isZero();
            assertThat(found.stripesLost()).isZero();
            assertThat(found.fragmentsUnread()).isZero();
            assertThat(found.slotsChecked())
                    .isEqualTo(cluster.groups().stream()
                            .mapToLong(g -> g.slotCount())
                            .sum());
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3})
    void mendsUpToTwoFragmentsOfEveryPageHoweverTheyWereDamaged(long seed) {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            int damaged = damage(cluster, new Random(seed), 2);

            ScrubProgress found = scrub(cluster);

            assertThat(found.fragmentsBad()).as("seed %d", seed).isEqualTo(damaged);
            assertThat(found.fragmentsRepaired()).isEqualTo(damaged);
            assertThat(scrub(cluster).fragmentsBad()).isZero();
            for (int page = 0; page < PAGES; page++) {
                assertThat(program.read(page)).isEqualTo(Done.FULL);
                assertThat(program.stamp(page)).isEqualTo(page + 1);
            }
            assertThat(program.store().stats().badFragments()).isZero();
        }
    }

    @Test
    void mendsFragmentsThatAreOlderThanTheOthers() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(TestCluster.spec(Redundancy.coded(4, 2), 1));
            program.mustWrite(0, 1);
            int first = cluster.newestSlot(0);
            program.mustWrite(0, 2);
            FakeHost host = cluster.hostOf(3);
            int slot = cluster.newestSlot(3);
            host.copySlot(cluster.member(3).slab(), first, slot);

            ScrubProgress found = scrub(cluster);

            assertThat(found.fragmentsRepaired()).isEqualTo(1);
            assertThat(cluster.version(3, slot)).isEqualTo(cluster.version(0, slot));
        }
    }

    @Test
    void reportsStripesThatCannotBeRebuiltAndChangesNothingOfThem() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            program.mustWrite(7, 1);
            int slot = cluster.newestSlot(0);
            for (int index = 0; index < 3; index++) {
                cluster.hostOf(index).damagePayload(cluster.member(index).slab(), slot);
            }

            ScrubProgress found = scrub(cluster);

            assertThat(found.stripesLost()).isEqualTo(1);
            assertThat(found.fragmentsRepaired()).isZero();
            assertThat(program.read(7).isDone()).isFalse();
        }
    }

    @Test
    void leavesAloneWhatItCannotKnowOfMembersThatDoNotAnswer() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            cluster.hostOf(1).hang();
            cluster.hostOf(2).damagePayload(cluster.member(2).slab(), cluster.newestSlot(2));

            ScrubProgress found = scrub(cluster);

            assertThat(found.fragmentsRepaired()).isEqualTo(1);
            assertThat(found.fragmentsUnread()).isPositive();
        }
    }

    @Test
    void neverTouchesAWriteThatIsUnderWay() {
        try (TestCluster cluster = new TestCluster(6)) {
            Program program = cluster.create(SPEC);
            writeAll(program, 1);
            // While the scrub waits to look again, the owner writes on: what was under way is no rot.
            int damagedSlot = cluster.newestSlot(0);
            cluster.hostOf(0).damagePayload(cluster.member(0).slab(), damagedSlot);
            int[] writes = {0};
            cluster.threads.whileWaiting(() -> {
                if (writes[0]++ == 0) {
                    writeAll(program, 100);
                    writeAll(program, 200);
                }
            });

            scrub(cluster);

            cluster.threads.whileWaiting(() -> {});
            for (int page = 0; page < PAGES; page++) {
                assertThat(program.read(page)).isEqualTo(Done.FULL);
                assertThat(program.stamp(page)).isEqualTo(page + 200);
            }
        }
    }

    /** Damages at random up to {@code most} fragments of each slot in use of every group; returns how many. */
    private static int damage(TestCluster cluster, Random random, int most) {
        int damaged = 0;
        for (int ordinal = 0; ordinal < cluster.groups().size(); ordinal++) {
            var group = cluster.group(ordinal);
            for (int slot = 0; slot < group.slotCount(); slot++) {
                var first = group.members().getFirst();
                if (cluster.host(first.host().host().value()).version(first.slab(), slot) == 0) {
                    continue;
                }
                List<Integer> indexes = new ArrayList<>(List.of(0, 1, 2, 3, 4, 5));
                Collections.shuffle(indexes, random);
                int count = random.nextInt(most + 1);
                for (int index : indexes.subList(0, count)) {
                    var member = group.members().get(index);
                    FakeHost host = cluster.host(member.host().host().value());
                    switch (random.nextInt(3)) {
                        case 0 -> host.damagePayload(member.slab(), slot);
                        case 1 -> host.damageHeader(member.slab(), slot);
                        default -> host.erase(member.slab(), slot);
                    }
                    damaged++;
                }
            }
        }
        return damaged;
    }

    private static ScrubProgress scrub(TestCluster cluster) {
        Scrub scrub = new Scrub(
                cluster.directory,
                new Peers(cluster.network, cluster.directory),
                cluster.threads,
                cluster.config,
                Long.MAX_VALUE);
        scrub.pass(cluster.directory.regions(), () -> false);
        return scrub.progress();
    }

    private static void writeAll(Program program, long stamp) {
        for (int page = 0; page < PAGES; page++) {
            program.mustWrite(page, stamp + page);
        }
    }
}
