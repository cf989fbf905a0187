package io.farpage.pager;

import static io.farpage.pager.PagerFixture.NAME;
import static io.farpage.pager.PagerFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.PageLostException;
import io.farpage.api.PageResult;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.Test;

class AsyncRegionTest {
    private static final int PAGES = 256;

    @Test
    void doesWhatTheRegionDoes() {
        try (PagerFixture fixture = new PagerFixture(16);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            RemoteRegion region =
                    fixture.memory.create(NAME, (long) PAGES * PAGE, RegionOptions.DEFAULT.withCommits(PAGES * PAGE));
            AsyncRegion async = region.async(executor);

            async.setLong(8, 5)
                    .thenCompose(done -> async.compareAndSetLong(8, 5, 6))
                    .thenCompose(done -> async.setInt(16, 7))
                    .thenCompose(done -> async.write(24, ByteBuffer.wrap(new byte[] {1, 2})))
                    .thenCompose(done -> async.commit())
                    .join();

            assertThat(async.getLong(8).join()).isEqualTo(6);
            assertThat(async.getInt(16).join()).isEqualTo(7);
            byte[] bytes = new byte[2];
            async.read(24, ByteBuffer.wrap(bytes)).join();
            assertThat(bytes).containsExactly(1, 2);
            async.trim(0, PAGE).thenCompose(done -> async.flush()).join();
            assertThat(region.getLong(8)).isZero();
        }
    }

    @Test
    void completesWithWhatWentWrong() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            AsyncRegion async = fixture.create((long) PAGES * PAGE).async(Runnable::run);

            assertThatThrownBy(async.getLong(-1)::join)
                    .isInstanceOf(CompletionException.class)
                    .hasCauseInstanceOf(IndexOutOfBoundsException.class);
        }
    }

    @Test
    void thousandsOfReadsWaitForPagesAtOnce() {
        int reads = 2000;
        try (PagerFixture fixture = new PagerFixture(PAGES);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            AsyncRegion async = fixture.create((long) PAGES * PAGE).async(executor);
            CountDownLatch gate = fixture.store().blockReads(3);
            List<CompletableFuture<Long>> waiting = new ArrayList<>();
            for (int i = 0; i < reads; i++) {
                waiting.add(async.getLong(3L * PAGE));
            }
            // Somebody who wants another page does not wait with them.
            assertThat(async.getLong(4L * PAGE).join()).isZero();
            gate.countDown();

            CompletableFuture.allOf(waiting.toArray(CompletableFuture[]::new)).join();
            assertThat(fixture.store().readsOf(3)).isEqualTo(1);
        }
    }

    @Test
    void aThousandVirtualThreadsThatFaultAllGetOn() throws Exception {
        int threads = 1000;
        int rounds = 20;
        try (PagerFixture fixture = new PagerFixture(32);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            RemoteRegion region = fixture.create((long) PAGES * PAGE);
            List<Future<?>> all = new ArrayList<>();
            for (int thread = 0; thread < threads; thread++) {
                int self = thread;
                all.add(executor.submit(() -> count(region, self, rounds)));
            }
            for (Future<?> each : all) {
                each.get();
            }
            long sum = 0;
            for (int page = 0; page < PAGES; page++) {
                sum += region.getLong((long) page * PAGE);
            }
            assertThat(sum).isEqualTo((long) threads * rounds);
        }
    }

    /** Adds one to a counter in each of some pages, which others count in, too. */
    private static void count(RemoteRegion region, int self, int rounds) {
        SplittableRandom random = new SplittableRandom(self);
        for (int i = 0; i < rounds; i++) {
            long at = random.nextLong(PAGES) * PAGE;
            long before = region.getLong(at);
            while (!region.compareAndSetLong(at, before, before + 1)) {
                before = region.getLong(at);
            }
        }
    }

    @Test
    void pagesThatFailDoSoForEachWhoWaits() {
        try (PagerFixture fixture = new PagerFixture(16);
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            AsyncRegion async = fixture.create((long) PAGES * PAGE).async(executor);
            fixture.store().failReads(5, new PageResult.Lost(5, 1, 3, 4));

            List<CompletableFuture<Long>> waiting = new ArrayList<>();
            for (int i = 0; i < 100; i++) {
                waiting.add(async.getLong(5L * PAGE));
            }

            assertThat(waiting)
                    .allSatisfy(each -> assertThatThrownBy(each::join).hasCauseInstanceOf(PageLostException.class));
        }
    }
}
