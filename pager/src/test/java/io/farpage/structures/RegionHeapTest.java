package io.farpage.structures;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.farpage.pager.PagerFixture;
import io.farpage.pager.RemoteRegion;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

final class RegionHeapTest {
    private static final long REGION_BYTES = 1 << 20;

    private static final class Block {
        final long at;
        final byte[] bytes;

        Block(long at, byte[] bytes) {
            this.at = at;
            this.bytes = bytes;
        }
    }

    @Property(tries = 50)
    void blocksKeepWhatIsWrittenToThemAndDoNotOverlap(
            @ForAll long seed, @ForAll @IntRange(min = 8, max = 512) int frames) {
        Random random = new Random(seed);
        try (PagerFixture fixture = new PagerFixture(frames)) {
            RemoteRegion region = fixture.create(REGION_BYTES);
            RegionHeap heap = RegionHeap.create(region);
            List<Block> blocks = new ArrayList<>();
            for (int i = 0; i < 300; i++) {
                if (blocks.isEmpty() || random.nextInt(3) > 0) {
                    byte[] bytes = new byte[1 + random.nextInt(random.nextInt(4) == 0 ? 9_000 : 100)];
                    random.nextBytes(bytes);
                    long at = heap.allocate(bytes.length);
                    assertThat(heap.capacity(at)).isGreaterThanOrEqualTo(bytes.length);
                    assertThat(at % Long.BYTES).isZero();
                    region.write(at, MemorySegment.ofArray(bytes));
                    blocks.add(new Block(at, bytes));
                } else {
                    heap.free(blocks.remove(random.nextInt(blocks.size())).at);
                }
                if (random.nextInt(20) == 0) {
                    heap = RegionHeap.open(region);
                }
            }
            for (Block block : blocks) {
                byte[] found = new byte[block.bytes.length];
                region.read(block.at, MemorySegment.ofArray(found));
                assertThat(found).isEqualTo(block.bytes);
            }
            RegionHeap last = heap;
            assertThat(heap.usedBytes())
                    .isEqualTo(
                            blocks.stream().mapToLong(b -> last.capacity(b.at)).sum());
        }
    }

    @Test
    void whatIsFreedIsUsedAgainUntilNothingIsLeftAndThenItSaysSo() {
        try (PagerFixture fixture = new PagerFixture(64)) {
            RegionHeap heap = RegionHeap.create(fixture.create(REGION_BYTES));
            List<Long> first = fill(heap, 1000);
            assertThatThrownBy(() -> heap.allocate(1000))
                    .isInstanceOf(HeapFullException.class)
                    .hasMessageContaining("region 'region' has no room for a block of 1000 bytes");
            assertThat(first).hasSizeGreaterThan(900);
            first.forEach(heap::free);
            assertThat(heap.usedBytes()).isZero();
            assertThat(fill(heap, 1000)).containsExactlyInAnyOrderElementsOf(first);
            fill(heap, 10);
            heap.free(first.getFirst());
            assertThat(heap.allocate(10))
                    .as("a larger block will do when there is no other")
                    .isEqualTo(first.getFirst());
        }
    }

    private static List<Long> fill(RegionHeap heap, long bytes) {
        List<Long> blocks = new ArrayList<>();
        while (true) {
            try {
                blocks.add(heap.allocate(bytes));
            } catch (HeapFullException e) {
                return blocks;
            }
        }
    }

    @Test
    void refusesWhatIsNoHeapAndWhatIsNoBlock() {
        try (PagerFixture fixture = new PagerFixture(64)) {
            RemoteRegion region = fixture.create(REGION_BYTES);
            assertThatThrownBy(() -> RegionHeap.open(region))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessage("region 'region' holds no heap; create one");
            RegionHeap heap = RegionHeap.create(region);
            assertThatThrownBy(() -> RegionHeap.create(region)).isInstanceOf(IllegalStateException.class);
            long block = heap.allocate(100);
            for (long bad : new long[] {0, -8, 1, block + 1, block + 8, REGION_BYTES, Long.MAX_VALUE, Long.MIN_VALUE}) {
                assertThatThrownBy(() -> heap.free(bad)).isInstanceOf(IllegalArgumentException.class);
            }
            heap.free(block);
            assertThatThrownBy(() -> heap.free(block))
                    .hasMessageContaining("no block in use begins at offset " + block);
            assertThatThrownBy(() -> heap.allocate(0)).isInstanceOf(IllegalArgumentException.class);
            assertThatThrownBy(() -> heap.allocate(Long.MAX_VALUE)).isInstanceOf(HeapFullException.class);
            heap.setRoot(15, 42);
            assertThat(RegionHeap.open(region).root(15)).isEqualTo(42);
            assertThatThrownBy(() -> heap.root(16)).isInstanceOf(IndexOutOfBoundsException.class);
            region.setLong(8, 9);
            assertThatThrownBy(() -> RegionHeap.open(region)).hasMessageContaining("a heap of version 9, not 1");
        }
    }

    @Property
    void sizeClassesWasteAtMostAFifth(@ForAll @LongRange(min = 1, max = 1L << 40) long bytes) {
        int sizeClass = SizeClasses.of(bytes);
        assertThat(sizeClass).isLessThan(SizeClasses.COUNT);
        assertThat(SizeClasses.bytes(sizeClass)).isGreaterThanOrEqualTo(bytes);
        assertThat(SizeClasses.bytes(sizeClass) % 8).isZero();
        if (sizeClass > 0) {
            assertThat(SizeClasses.bytes(sizeClass - 1)).isLessThan(bytes);
            assertThat(SizeClasses.bytes(sizeClass) * 4).isLessThanOrEqualTo(5 * (bytes + 7));
        }
    }

    @Test
    void arraysKeepTheirValues() {
        try (PagerFixture fixture = new PagerFixture(8)) {
            RegionHeap heap = RegionHeap.create(fixture.create(REGION_BYTES));
            heap.free(heap.allocate(80_000));
            heap.region().setLong(heap.allocate(80_000) + 800, 7);
            RemoteLongArray array = RemoteLongArray.create(heap, 9_999);
            for (long i = 0; i < array.length(); i++) {
                assertThat(array.get(i)).isZero();
                array.set(i, i * i);
            }
            RemoteLongArray again = RemoteLongArray.open(RegionHeap.open(heap.region()), array.block());
            long[] squares = new long[9_000];
            again.get(999, squares);
            assertThat(squares[1]).isEqualTo(1_000_000);
            Arrays.fill(squares, 3);
            array.set(999, squares);
            assertThat(again.add(9_998, 4)).isEqualTo(7);
            assertThat(again.get(998)).isEqualTo(998 * 998);
            assertThatThrownBy(() -> array.get(9_999)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.set(-1, 0)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> array.get(1_000, squares)).isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> RemoteLongArray.create(heap, 1 << 20))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}
