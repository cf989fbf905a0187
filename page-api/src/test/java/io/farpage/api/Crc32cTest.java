package io.farpage.api;

import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.zip.CRC32C;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class Crc32cTest {
    private final Arena arena = Arena.ofAuto();

    @Test
    void agreesWithTheExamplesOfTheStandard() {
        assertThat(crc(new byte[32])).isEqualTo(0x8a9136aa);
        byte[] ones = new byte[32];
        Arrays.fill(ones, (byte) 0xff);
        assertThat(crc(ones)).isEqualTo(0x62a8ab43);
        assertThat(crc("123456789".getBytes(StandardCharsets.US_ASCII))).isEqualTo(0xe3069283);
        assertThat(crc(new byte[0])).isZero();
    }

    @Property
    void agreesWithTheJdkAtEveryOffset(
            @ForAll @Size(max = 200) byte[] bytes, @ForAll @IntRange(min = 0, max = 16) int at) {
        CRC32C expected = new CRC32C();
        expected.update(bytes);
        MemorySegment memory = arena.allocate(at + bytes.length + 3L);
        memory.fill((byte) 0x77);
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, at, bytes.length);

        assertThat(Crc32c.of(memory, at, bytes.length)).isEqualTo((int) expected.getValue());
    }

    @Test
    void agreesWithTheJdkAroundTheLengthWhereTheMethodChanges() {
        for (int length = 0; length < 130; length++) {
            byte[] bytes = new byte[length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i * 37 + length);
            }
            CRC32C expected = new CRC32C();
            expected.update(bytes);
            assertThat(crc(bytes)).as("%d bytes", length).isEqualTo((int) expected.getValue());
        }
    }

    @Test
    void readsTheSegmentThatItIsGivenAlsoWhenManyTakeTurns() {
        MemorySegment[] segments = new MemorySegment[7];
        int[] sums = new int[segments.length];
        for (int i = 0; i < segments.length; i++) {
            segments[i] = arena.allocate(1000).fill((byte) i);
            sums[i] = Crc32c.of(segments[i], 300, 500);
        }
        assertThat(sums).doesNotHaveDuplicates();
        for (int i = 0; i < 100; i++) {
            int which = i * 5 % segments.length;
            assertThat(Crc32c.of(segments[which], i, 500)).isEqualTo(sums[which]);
        }
    }

    @Test
    void readsSegmentsThatAreLargerThanABuffer() {
        MemorySegment memory = arena.allocate(1000).fill((byte) 7);
        MemorySegment allMemory = MemorySegment.NULL.reinterpret(Long.MAX_VALUE);

        assertThat(Crc32c.of(allMemory, memory.address(), 1000)).isEqualTo(Crc32c.of(memory, 0, 1000));
    }

    @Test
    void refusesWhatTheSegmentDoesNotHave() {
        MemorySegment memory = arena.allocate(1000);
        assertThatThrownBy(() -> Crc32c.of(memory, 900, 101)).isInstanceOf(IndexOutOfBoundsException.class);
        assertThatThrownBy(() -> Crc32c.of(memory, 1L << 31, 100)).isInstanceOf(IndexOutOfBoundsException.class);
        MemorySegment closed;
        try (Arena other = Arena.ofShared()) {
            closed = other.allocate(1000);
            Crc32c.of(closed, 0, 1000);
        }
        assertThatThrownBy(() -> Crc32c.of(closed, 0, 1000)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void allocatesNothingOnceItIsWarm() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        MemorySegment memory = arena.allocate(1 << 20);
        long allocated = 0;
        int rounds = 20_000;
        for (int i = 0; i < 3; i++) {
            long before = threads.getCurrentThreadAllocatedBytes();
            for (int j = 0; j < rounds; j++) {
                Crc32c.of(memory, j, 1024);
            }
            allocated = threads.getCurrentThreadAllocatedBytes() - before;
        }
        // A view is 64 bytes and more; the JDK's own object of 24 goes once it is compiled.
        assertThat((double) allocated / rounds).isLessThan(32);
    }

    private int crc(byte[] bytes) {
        MemorySegment memory = arena.allocate(Math.max(1, bytes.length));
        MemorySegment.copy(bytes, 0, memory, JAVA_BYTE, 0, bytes.length);
        return Crc32c.of(memory, 0, bytes.length);
    }
}
