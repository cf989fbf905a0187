package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.FragmentOp.Status;
import io.farpage.api.PageResult;
import io.farpage.api.PageResult.Done;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class OverloadedReadTest {
    private static final RegionSpec SPEC = TestCluster.spec(Redundancy.coded(4, 2), 40);

    private final TestCluster cluster = new TestCluster(6);
    private final Program program = cluster.create(SPEC);

    @BeforeEach
    void writePages() {
        for (int page = 0; page < 40; page++) {
            program.mustWrite(page, 7);
        }
    }

    @Test
    void asksAnotherMemberInPlaceOfAnOverloadedOne() {
        overload(1);
        long before = cluster.clock.nanoTime();

        assertThat(program.read(3)).isEqualTo(Done.DEGRADED);

        assertThat(program.stampInFrame(3, 0)).isEqualTo(7);
        assertThat(cluster.clock.nanoTime()).as("nobody waited").isEqualTo(before);
    }

    @Test
    void asksTheOverloadedMemberAgainWhenThereIsNobodyElse() {
        overload(0, 1, 2);
        int[] waits = {0};
        cluster.threads.whileWaiting(() -> {
            if (++waits[0] == 4) {
                relieve();
            }
        });

        assertThat(program.read(3)).isEqualTo(Done.DEGRADED); // The parity that had been asked for came first.

        assertThat(program.stampInFrame(3, 0)).isEqualTo(7);
        assertThat(waits[0]).isEqualTo(4);
    }

    @Test
    void saysSoWhenTooManyStayOverloaded() {
        overload(0, 1, 2);
        long before = cluster.clock.nanoTime();

        assertThat(program.read(3)).isInstanceOfSatisfying(PageResult.Overloaded.class, overloaded -> {
            assertThat(overloaded.host()).isEqualTo(cluster.hostOf(0).ref());
            assertThat(overloaded.why()).startsWith("page 3 not read: ").endsWith(" have too much to do");
        });

        assertThat(cluster.clock.nanoTime() - before).isEqualTo(cluster.config.pageTimeoutNs());
        assertThat(program.store().stats().overloadedPages()).isEqualTo(1);
        relieve();
        assertThat(program.stamp(3)).isEqualTo(7);
    }

    @Test
    void waitsInsteadOfAskingOthersWhenTheRetryBudgetIsSpent() {
        overload(1);
        long[] pages = IntStream.range(0, 16).mapToLong(i -> i).toArray();
        int[] asked = {0};
        for (int round = 0; round < 200; round++) {
            var batch = program.readAll(pages);
            for (int i = 0; i < pages.length; i++) {
                asked[0] += batch.result(i).isDone() ? 1 : 0;
            }
        }

        int requests = 200 * 16 * 4 + 40 * 6;
        assertThat(asked[0]).isBetween(requests / 10, RetryBudget.RESERVE + requests / 10);
        relieve();
        assertThat(program.stamp(3)).isEqualTo(7);
    }

    @Test
    void takesNoOverloadedMemberForDead() {
        overload(0, 1);
        cluster.kill(cluster.hostIdsOf(0b100));
        cluster.declareDead(cluster.hostIdsOf(0b100));
        cluster.threads.whileWaiting(this::relieve);

        assertThat(program.stamp(3)).isEqualTo(7);
    }

    private void overload(int... indexes) {
        for (int index : indexes) {
            cluster.hostOf(index).answerReads(Status.OVERLOADED);
        }
    }

    private void relieve() {
        for (int index = 0; index < 6; index++) {
            cluster.hostOf(index).answerReads(null);
        }
    }
}
