package io.farpage.replication;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.PageBatch;
import io.farpage.api.PageResult;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.SlabGroup;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/**
 * Six hosts, the busiest with work for two thirds of its time, then three times that work from three times as many processes, then
 * the former again, on simulated time. Each process writes some pages and reads them again in each of its periods.
 */
class OverloadTest {
    private static final long TICK_NS = 1_000_000;
    private static final int OPS_PER_TICK = 8;
    private static final int MOST_WAITING = 40;
    private static final int PAGES = 8;
    private static final long PERIOD_NS = 12 * TICK_NS;
    private static final long PHASE_NS = 3_000 * TICK_NS;
    private static final int FEW = 4;
    private static final int MANY = 3 * FEW;
    private static final StripeConfig PATIENCE =
            new StripeConfig(10 * TICK_NS, 100 * TICK_NS, 200 * TICK_NS, TICK_NS, 16);

    private final TestCluster cluster = new TestCluster(6);
    private final BusyTransport hosts = new BusyTransport(cluster.network, OPS_PER_TICK, MOST_WAITING);
    private final LockstepThreads threads = new LockstepThreads(cluster.clock, TICK_NS, hosts::tick);
    private final List<Worker> workers = new ArrayList<>();

    @AfterEach
    void closeAll() {
        workers.forEach(w -> w.program.close());
        cluster.close();
    }

    @Test
    void threeTimesTheLoadIsRefusedExplicitlyAndDoesNotOutlastItself() {
        start(FEW, 3 * PHASE_NS);
        Counts before = phase();
        start(MANY - FEW, 2 * PHASE_NS);
        Counts during = phase();
        Counts after = phase();
        threads.runToEnd();

        assertThat(before.overloaded).isZero();
        assertThat(during.overloaded).as("explicit results").isPositive();
        assertThat(during.done).as("hosts go on working as much as they can").isGreaterThan(before.done);
        assertThat(after.done).as("the former rate").isGreaterThanOrEqualTo(before.done * 9 / 10);
        assertThat(workers).allSatisfy(Worker::assertNoMemberWasDropped);
        assertThat(workers).allSatisfy(Worker::assertHoldsWhatWasAcknowledged);
    }

    @Test
    void retriesAreATenthOfTheRequestsAtTheMost() {
        int count = 10 * FEW;
        start(count, PHASE_NS / 3);
        threads.runToEnd();

        long requests = workers.stream().mapToLong(p -> p.fragmentsAsked).sum();
        assertThat(hosts.refused()).isGreaterThan(requests / 10);
        assertThat(hosts.submitted())
                .isLessThanOrEqualTo(requests + requests / 10 + (long) count * RetryBudget.RESERVE);
    }

    private void start(int count, long untilNs) {
        for (int i = 0; i < count; i++) {
            Worker worker = new Worker(workers.size(), untilNs);
            workers.add(worker);
            threads.add(worker::run);
        }
    }

    private Counts phase() {
        Counts before = counts();
        threads.run(cluster.clock.nanoTime() + PHASE_NS);
        Counts now = counts();
        return new Counts(now.done - before.done, now.overloaded - before.overloaded);
    }

    private Counts counts() {
        return new Counts(
                workers.stream().mapToLong(p -> p.done).sum(),
                workers.stream().mapToLong(p -> p.overloaded).sum());
    }

    /** Pages that were written or read, and those that ended as overloaded. */
    private record Counts(long done, long overloaded) {}

    /** A process of its own, with a region of its own. */
    private final class Worker {
        private final RegionSpec spec;
        private final long untilNs;
        private final Program program;
        private final long[] pages = LongStream.range(0, PAGES).toArray();
        private final long[] acknowledged = new long[PAGES];
        private long stamp;
        private long done;
        private long overloaded;
        private long fragmentsAsked;

        Worker(int number, long untilNs) {
            this.untilNs = untilNs;
            spec = RegionSpec.of("region-" + number, PAGES * 4096L, Redundancy.coded(4, 2));
            program = new Program(new Regions(
                            cluster.directory,
                            new Peers(hosts, cluster.directory),
                            threads,
                            new LeastUsedPlacement(),
                            new Regions.Config("process-" + number, 1 << 20, Duration.ofHours(1), PATIENCE))
                    .create(spec));
        }

        void run() {
            while (threads.nanoTime() < untilNs) {
                long next = threads.nanoTime() + PERIOD_NS;
                stamp++;
                note(program.writeAll(pages, stamp), true);
                note(program.readAll(pages), false);
                threads.await(() -> false, next - threads.nanoTime());
            }
        }

        private void note(PageBatch batch, boolean written) {
            for (int i = 0; i < PAGES; i++) {
                PageResult result = batch.result(i);
                assertThat(result).isInstanceOfAny(PageResult.Done.class, PageResult.Overloaded.class);
                done += result.isDone() ? 1 : 0;
                overloaded += result.isDone() ? 0 : 1;
                if (written && result.isDone()) {
                    acknowledged[i] = stamp;
                } else if (result.isDone() && acknowledged[i] != 0) {
                    assertThat(program.stampInFrame(i, i)).isEqualTo(acknowledged[i]);
                }
                fragmentsAsked += written ? 6 : acknowledged[i] == 0 ? 0 : 4;
            }
        }

        void assertHoldsWhatWasAcknowledged() {
            for (int i = 0; i < PAGES; i++) {
                assertThat(program.stamp(i)).isEqualTo(acknowledged[i]);
            }
        }

        void assertNoMemberWasDropped() {
            var region = cluster.directory.region(spec.name()).orElseThrow();
            assertThat(cluster.directory.groups(region.id()))
                    .extracting(SlabGroup::generation)
                    .containsOnly(1);
        }
    }
}
