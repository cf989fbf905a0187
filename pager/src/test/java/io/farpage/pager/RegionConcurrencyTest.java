package io.farpage.pager;

import static io.farpage.pager.PagerFixture.PAGE;
import static io.farpage.pager.PagerFixture.config;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.api.fake.FakeBackingStore;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many threads on one region that is much larger than its cache; everything they read is checked. */
final class RegionConcurrencyTest {
    private static final int PAGES = 48;
    private static final int WORDS = PAGES * PAGE / Long.BYTES;

    @ParameterizedTest
    @CsvSource({"8, 8, 0, 20000, 1", "8, 8, 4, 20000, 2", "16, 32, 0, 8000, 3", "40, 8, 0, 40000, 4"})
    void everyThreadReadsItsOwnLastWrites(int frames, int threads, int readAhead, int rounds, long seed)
            throws Exception {
        try (PagerFixture fixture = new PagerFixture(config(frames).withReadAheadPages(readAhead))) {
            RemoteRegion region = fixture.create((long) WORDS * Long.BYTES);
            long[][] words = new long[threads][WORDS / threads];
            inParallel(threads, thread -> {
                SplittableRandom random = new SplittableRandom(seed * 1000 + thread);
                long[] mine = words[thread];
                for (int i = 0; i < rounds; i++) {
                    // Words of all threads share every page.
                    int word = random.nextInt(mine.length);
                    long offset = ((long) word * threads + thread) * Long.BYTES;
                    if (random.nextInt(3) == 0) {
                        mine[word] = random.nextLong();
                        region.setLong(offset, mine[word]);
                    } else if (region.getLong(offset) != mine[word]) {
                        throw new AssertionError("seed " + seed + ", thread " + thread + ", round " + i + ": word "
                                + word + " is " + region.getLong(offset) + " and not " + mine[word]);
                    }
                }
            });
            region.flush();
            fixture.store().assertNoViolations();
            byte[] stored = fixture.stored((long) WORDS * Long.BYTES);
            for (int thread = 0; thread < threads; thread++) {
                for (int word = 0; word < WORDS / threads; word++) {
                    long offset = ((long) word * threads + thread) * Long.BYTES;
                    assertThat(MemorySegment.ofArray(stored).get(ValueLayout.JAVA_LONG_UNALIGNED, offset))
                            .as("seed %d, thread %d, word %d", seed, thread, word)
                            .isEqualTo(words[thread][word]);
                }
            }
            assertThat(region.stats().evictions()).isPositive();
        }
    }

    @Test
    void sharedWordsAreNeverTornStaleOrFromAnotherPage() throws Exception {
        long seed = 77;
        try (PagerFixture fixture = new PagerFixture(config(12))) {
            RemoteRegion region = fixture.create((long) PAGES * PAGE);
            // The word of page p holds p and a count that only grows; thread p % 4 alone writes it.
            AtomicBoolean writing = new AtomicBoolean(true);
            inParallel(8, thread -> {
                SplittableRandom random = new SplittableRandom(seed + thread);
                if (thread < 4) {
                    for (int count = 1; count <= 15_000; count++) {
                        int page = random.nextInt(PAGES / 4) * 4 + thread;
                        region.setLong(offsetOf(page), wordOf(page, count));
                    }
                    writing.set(false);
                } else {
                    int[] seen = new int[PAGES];
                    for (int i = 0; i < 40_000 || (writing.get() && i < 10_000_000); i++) {
                        int page = random.nextInt(PAGES);
                        long word = region.getLong(offsetOf(page));
                        int count = (int) word;
                        boolean right = word == 0 || word == wordOf(page, count);
                        if (!right || count < seen[page]) {
                            throw new AssertionError("seed " + seed + ": page " + page + " read "
                                    + Long.toHexString(word) + " after count " + seen[page]);
                        }
                        seen[page] = count;
                    }
                }
            });
            fixture.store().assertNoViolations();
        }
    }

    private static long offsetOf(int page) {
        return (long) page * PAGE + page % 64 * 64L;
    }

    private static long wordOf(int page, int count) {
        return (((page + 1) * 0x9e37L) << 32) | count;
    }

    @Test
    void bulkReadsOfPagesThatAreEvictedMeanwhileAreNeverOfOtherPages() throws Exception {
        long seed = 5;
        try (PagerFixture fixture = new PagerFixture(config(10))) {
            RemoteRegion region = fixture.create((long) PAGES * PAGE);
            inParallel(6, thread -> {
                SplittableRandom random = new SplittableRandom(seed + thread);
                ByteBuffer buffer = ByteBuffer.allocate(PAGE);
                for (int i = 0; i < 4000; i++) {
                    int page = random.nextInt(PAGES);
                    if (thread < 2) {
                        Arrays.fill(buffer.array(), (byte) (page + 1));
                        region.write((long) page * PAGE, buffer.clear());
                    } else {
                        region.read((long) page * PAGE, buffer.clear());
                        for (byte b : buffer.array()) {
                            if (b != 0 && b != (byte) (page + 1)) {
                                throw new AssertionError("seed " + seed + ": page " + page + " has a byte " + b);
                            }
                        }
                    }
                }
            });
            fixture.store().assertNoViolations();
        }
    }

    @Test
    void flushesTrimsAndPrefetchesAtTheSameTimeLoseNothing() throws Exception {
        long seed = 9;
        try (PagerFixture fixture = new PagerFixture(config(12).withReadAheadPages(3))) {
            RemoteRegion region = fixture.create((long) PAGES * PAGE);
            byte[][] models = new byte[6][PAGE * PAGES / 6];
            inParallel(8, thread -> {
                SplittableRandom random = new SplittableRandom(seed + thread);
                for (int i = 0; i < 1500; i++) {
                    int where = random.nextInt(PAGES / 6) * PAGE;
                    if (thread == 6) {
                        region.flush();
                    } else if (thread == 7) {
                        region.prefetch(where, PAGE * 4L);
                    } else {
                        writeOrTrim(region, models[thread], (long) thread * models[thread].length, where, random);
                    }
                }
            });
            region.flush();
            fixture.store().assertNoViolations();
            byte[] stored = fixture.stored((long) PAGES * PAGE);
            for (int thread = 0; thread < 6; thread++) {
                int from = thread * models[thread].length;
                assertThat(Arrays.copyOfRange(stored, from, from + models[thread].length))
                        .as("seed %d, thread %d", seed, thread)
                        .isEqualTo(models[thread]);
            }
            assertThat(region.stats().dirtyPages()).isZero();
        }
    }

    private static void writeOrTrim(RemoteRegion region, byte[] model, long base, int where, SplittableRandom random) {
        int bytes = 1 + random.nextInt(PAGE);
        int at = Math.min(model.length - bytes, where + (random.nextBoolean() ? 0 : random.nextInt(PAGE)));
        byte[] content = new byte[bytes];
        switch (random.nextInt(4)) {
            case 0 -> {
                region.trim(base + where, PAGE);
                Arrays.fill(model, where, where + PAGE, (byte) 0);
            }
            case 1 -> {
                region.read(base + at, MemorySegment.ofArray(content));
                assertThat(content).isEqualTo(Arrays.copyOfRange(model, at, at + bytes));
            }
            default -> {
                random.nextBytes(content);
                region.write(base + at, MemorySegment.ofArray(content));
                System.arraycopy(content, 0, model, at, bytes);
            }
        }
    }

    @Test
    void aThousandVirtualThreadsThatFaultAllFinish() throws Exception {
        try (PagerFixture fixture = new PagerFixture(config(16));
                ExecutorService executor = Executors.newVirtualThreadPerTaskExecutor()) {
            RemoteRegion region = fixture.create(1000L * PAGE);
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 1000; i++) {
                long offset = (long) i * PAGE;
                all.add(executor.submit(() -> {
                    region.setLong(offset, offset + 1);
                    assertThat(region.getLong(offset)).isEqualTo(offset + 1);
                }));
            }
            for (Future<?> one : all) {
                one.get();
            }
        }
    }

    @Test
    void closingUnderLoadStoresWhatWasWrittenAndRefusesTheRest() throws Exception {
        for (int round = 0; round < 20; round++) {
            try (PagerFixture fixture = new PagerFixture(config(12))) {
                RemoteRegion region = fixture.create((long) PAGES * PAGE);
                FakeBackingStore store = fixture.store();
                long[] last = new long[4];
                try (ExecutorService executor = Executors.newFixedThreadPool(4)) {
                    List<Future<?>> all = new ArrayList<>();
                    for (int thread = 0; thread < 4; thread++) {
                        int me = thread;
                        all.add(executor.submit(() -> writeUntilClosed(region, me, last)));
                    }
                    PagerFixture.until(() -> region.stats().evictions() > 50);
                    region.close();
                    for (Future<?> one : all) {
                        one.get();
                    }
                }
                store.assertNoViolations();
                for (int thread = 0; thread < 4; thread++) {
                    long page = last[thread] % (PAGES / 4) * 4 + thread;
                    long stored = MemorySegment.ofArray(fixture.provider.page(PagerFixture.NAME, page))
                            .get(ValueLayout.JAVA_LONG_UNALIGNED, 0);
                    assertThat(stored).as("thread %d", thread).isEqualTo(last[thread]);
                }
            }
        }
    }

    @Test
    void nothingIsWrittenAnyMoreWhileClosingStoresWhatIsDirty() throws Exception {
        try (ExecutorService executor = Executors.newSingleThreadExecutor();
                PagerFixture fixture = new PagerFixture(config(16).withWriteBackPercent(100))) {
            RemoteRegion region = fixture.create(20 * PAGE);
            region.setLong(0, 1);
            region.setLong(0, 2);
            FakeBackingStore store = fixture.store();
            CountDownLatch gate = store.blockWrites(0);
            Future<?> closing = executor.submit(region::close);
            PagerFixture.until(() -> store.isWriting(0));
            assertThatThrownBy(() -> region.setLong(0, 3)).isInstanceOf(IllegalStateException.class);
            assertThat(region.getLong(0)).isEqualTo(2);
            gate.countDown();
            closing.get();
            store.assertNoViolations();
            assertThat(fixture.provider.page(PagerFixture.NAME, 0)[0]).isEqualTo((byte) 2);
        }
    }

    private static void writeUntilClosed(RemoteRegion region, int thread, long[] last) {
        for (long count = 1; ; count++) {
            long offset = (count % (PAGES / 4) * 4 + thread) * PAGE;
            try {
                region.setLong(offset, count);
                last[thread] = count;
                region.getLong(offset);
            } catch (IllegalStateException e) {
                return;
            }
        }
    }

    private interface Body {
        void run(int thread) throws Exception;
    }

    private static void inParallel(int threads, Body body) throws Exception {
        try (ExecutorService executor = Executors.newFixedThreadPool(threads)) {
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                int thread = i;
                all.add(executor.submit(() -> {
                    body.run(thread);
                    return null;
                }));
            }
            for (Future<?> one : all) {
                join(one);
            }
        }
    }

    private static void join(Future<?> one) throws Exception {
        try {
            one.get();
        } catch (ExecutionException e) {
            throw new AssertionError("in a thread: " + e.getMessage(), e);
        }
    }
}
