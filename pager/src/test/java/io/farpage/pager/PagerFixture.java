package io.farpage.pager;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.RegionSpec;
import io.farpage.api.fake.FakeBackingStore;
import io.farpage.api.fake.FakeRegionProvider;
import io.farpage.api.fake.TestThreads;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** A remote memory over a fake provider, with a cache of a known number of pages. */
public final class PagerFixture implements AutoCloseable {
    public static final String NAME = "region";
    public static final int PAGE = RegionSpec.DEFAULT_PAGE_BYTES;

    final FakeRegionProvider provider = new FakeRegionProvider(64);
    final TestThreads threads = new TestThreads();
    public final RemoteMemory memory;

    /** Patient enough for a slow machine, and no read-ahead, so that tests can count reads. */
    public static PagerConfig config(int frames) {
        return PagerConfig.DEFAULT
                .withLocalBytes((long) frames * (PAGE + 64))
                .withReadAheadPages(0)
                .withRetryTimeout(Duration.ofSeconds(20));
    }

    public PagerFixture(PagerConfig config) {
        memory = new RemoteMemory(provider, threads, config);
    }

    public PagerFixture(int frames) {
        this(config(frames));
    }

    public RemoteRegion create(long lengthBytes) {
        return memory.create(NAME, lengthBytes, RegionOptions.DEFAULT);
    }

    FakeBackingStore store() {
        return provider.store(NAME);
    }

    /** All bytes that the store has acknowledged. */
    byte[] stored(long lengthBytes) {
        byte[] all = new byte[Math.toIntExact(lengthBytes)];
        for (int page = 0; (long) page * PAGE < lengthBytes; page++) {
            int bytes = (int) Math.min(PAGE, lengthBytes - (long) page * PAGE);
            System.arraycopy(provider.page(NAME, page), 0, all, page * PAGE, bytes);
        }
        return all;
    }

    /** Waits for what another thread is about to do; fails when it never happens. */
    static void until(BooleanSupplier condition) {
        for (int i = 0; i < 200_000 && !condition.getAsBoolean(); i++) {
            LockSupport.parkNanos(100_000);
        }
        assertThat(condition.getAsBoolean()).as("happened within 20 s").isTrue();
    }

    @Override
    public void close() {
        // So that a test that has failed does not hang as well.
        provider.healAll();
        memory.close();
        threads.close();
    }
}
