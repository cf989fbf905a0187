package io.farpage.server;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.api.BackingStore;
import io.farpage.api.Redundancy;
import io.farpage.api.RegionSpec;
import io.farpage.api.Threads;
import io.farpage.api.fake.FakeRegionProvider;
import io.farpage.api.fake.TestThreads;
import java.util.ArrayList;
import java.util.List;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Which regions get their codec warmed up. */
class WarmRegionsTest {
    private final TestThreads threads = new TestThreads();
    private final StartedTasks tasks = new StartedTasks();
    private final WarmRegions regions = new WarmRegions(new FakeRegionProvider(), tasks);

    @AfterEach
    void stopThreads() {
        threads.close();
    }

    @Test
    void aCodedRegionIsWarmedUpWhenItIsMadeAndWhenItIsOpened() {
        regions.create(RegionSpec.of("coded", 4096, Redundancy.coded(2, 1))).close();
        try (BackingStore store = regions.attach("coded")) {
            store.seal();
        }
        regions.openSealed("coded");
        tasks.joinAll();

        assertThat(tasks.names).hasSize(3).containsOnly("codec warm-up for coded");
        assertThat(threads.errors()).isEmpty();
    }

    @Test
    void copiesNeedNoCodec() {
        regions.create(RegionSpec.of("copied", 4096, Redundancy.copies(2))).close();
        regions.attach("copied");

        assertThat(tasks.names).isEmpty();
    }

    /** Notes what is started. */
    private final class StartedTasks implements Threads {
        private final List<String> names = new ArrayList<>();
        private final List<Task> started = new ArrayList<>();

        void joinAll() {
            started.forEach(Task::close);
        }

        @Override
        public Task start(String name, TaskBody body) {
            names.add(name);
            Task task = threads.start(name, body);
            started.add(task);
            return task;
        }

        @Override
        public boolean await(BooleanSupplier condition, long timeoutNs) {
            return threads.await(condition, timeoutNs);
        }

        @Override
        public long nanoTime() {
            return threads.nanoTime();
        }
    }
}
