package io.farpage.structures;

import static org.assertj.core.api.Assertions.assertThat;

import io.farpage.pager.PagerFixture;
import io.farpage.pager.RemoteRegion;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

final class RemoteHashMapTest {
    @Property(tries = 30)
    void behavesLikeAMap(@ForAll long seed) {
        Random random = new Random(seed);
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(1 << 20);
            RegionHeap heap = RegionHeap.create(region);
            RemoteHashMap map = RemoteHashMap.create(heap);
            heap.setRoot(0, map.block());
            Map<ByteBuffer, byte[]> model = new HashMap<>();
            for (int i = 0; i < 500; i++) {
                byte[] key = Integer.toString(random.nextInt(100)).getBytes(StandardCharsets.UTF_8);
                ByteBuffer modelKey = ByteBuffer.wrap(key);
                switch (random.nextInt(6)) {
                    case 0 -> assertThat(map.remove(key)).isEqualTo(model.remove(modelKey) != null);
                    case 1 -> assertThat(map.get(key)).isEqualTo(model.get(modelKey));
                    default -> {
                        byte[] value = new byte[random.nextInt(200)];
                        random.nextBytes(value);
                        assertThat(map.put(key, value)).isEqualTo(model.put(modelKey, value) == null);
                    }
                }
                assertThat(map.size()).isEqualTo(model.size());
                if (random.nextInt(50) == 0) {
                    RegionHeap again = RegionHeap.open(region);
                    map = RemoteHashMap.open(again, again.root(0));
                }
            }
            for (Map.Entry<ByteBuffer, byte[]> entry : model.entrySet()) {
                assertThat(map.get(entry.getKey().array())).isEqualTo(entry.getValue());
            }
        }
    }

    @Test
    void isUsedByThousandsOfVirtualThreads() throws Exception {
        try (PagerFixture fixture = new PagerFixture(64);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            RemoteHashMap map = RemoteHashMap.create(RegionHeap.create(fixture.create(4 << 20)));
            List<Future<?>> all = new ArrayList<>();
            for (int i = 0; i < 2000; i++) {
                byte[] key = ("key " + i).getBytes(StandardCharsets.UTF_8);
                all.add(threads.submit(() -> {
                    map.put(key, key);
                    assertThat(map.get(key)).isEqualTo(key);
                }));
            }
            for (Future<?> each : all) {
                each.get();
            }
            assertThat(map.size()).isEqualTo(2000);
        }
    }
}
