package io.farpage.pager;

import static io.farpage.pager.PagerFixture.PAGE;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteBuffer;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class RegionAccessTest {
    @Test
    void keepsValuesOfEveryTypeAlsoAcrossPageBounds() {
        try (PagerFixture fixture = new PagerFixture(Frames.MIN)) {
            RemoteRegion region = fixture.create(40 * PAGE);
            for (int at : new int[] {0, 3, PAGE - 1, 5 * PAGE - 3, 39 * PAGE - 7}) {
                region.setLong(at, 0x8123_4567_89ab_cdefL + at);
                assertThat(region.getLong(at)).isEqualTo(0x8123_4567_89ab_cdefL + at);
                region.setInt(at, 0x8765_4321 + at);
                assertThat(region.getInt(at)).isEqualTo(0x8765_4321 + at);
                region.setShort(at, (short) (0x8765 + at));
                assertThat(region.getShort(at)).isEqualTo((short) (0x8765 + at));
                region.setChar(at, '\uface');
                assertThat(region.getChar(at)).isEqualTo('\uface');
                region.setDouble(at, -Math.PI * at);
                assertThat(region.getDouble(at)).isEqualTo(-Math.PI * at);
                region.setFloat(at, -1.5f * at);
                assertThat(region.getFloat(at)).isEqualTo(-1.5f * at);
                region.setByte(at, (byte) -at);
                assertThat(region.getByte(at)).isEqualTo((byte) -at);
                region.setBoolean(at, true);
                assertThat(region.getBoolean(at)).isTrue();
                region.setBoolean(at, false);
                assertThat(region.getBoolean(at)).isFalse();
            }
        }
    }

    @Test
    void wordsAreComparedAndSetInOneStep() throws InterruptedException {
        try (PagerFixture fixture = new PagerFixture(8)) {
            RemoteRegion region = fixture.create(64 * PAGE);
            assertThat(region.compareAndSetLong(PAGE, 1, 2)).isFalse();
            assertThat(region.compareAndSetLong(PAGE, 0, -1)).isTrue();
            assertThat(region.compareAndSetInt(PAGE + 4, -1, 5)).isTrue();
            assertThat(region.getLong(PAGE)).isEqualTo(5L << 32 | 0xffffffffL);
            assertThatThrownBy(() -> region.compareAndSetLong(PAGE + 4, 0, 1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("4100 is not a multiple of 8");

            Thread[] counters = new Thread[4];
            for (int i = 0; i < counters.length; i++) {
                counters[i] = new Thread(() -> {
                    for (int n = 0; n < 1000; n++) {
                        long before = region.getLong(0);
                        while (!region.compareAndSetLong(0, before, before + 1)) {
                            before = region.getLong(0);
                        }
                        region.getLong((1L + n % 63) * PAGE); // So that its page is evicted now and then.
                    }
                });
                counters[i].start();
            }
            for (Thread counter : counters) {
                counter.join();
            }
            assertThat(region.getLong(0)).isEqualTo(4000);
        }
    }

    @Test
    void valuesAreLittleEndian() {
        try (PagerFixture fixture = new PagerFixture(Frames.MIN)) {
            RemoteRegion region = fixture.create(2 * PAGE);
            for (int at : new int[] {8, PAGE - 3}) {
                region.setLong(at, 0x0807_0605_0403_0201L);
                for (int i = 0; i < 8; i++) {
                    assertThat(region.getByte(at + i)).isEqualTo((byte) (i + 1));
                }
            }
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 4096, 4097, 100_001})
    void regionsOfAnyLengthKeepAllTheirBytes(long length) {
        try (PagerFixture fixture = new PagerFixture(Frames.MIN)) {
            RemoteRegion region = fixture.create(length);
            assertThat(region.length()).isEqualTo(length);
            byte[] bytes = new byte[(int) length];
            for (int i = 0; i < length; i++) {
                bytes[i] = (byte) (i * 7 + i / PAGE + 1);
            }
            region.write(0, MemorySegment.ofArray(bytes));
            if (length > 0) {
                region.setByte(length - 1, (byte) 99);
                bytes[(int) length - 1] = 99;
            }
            region.flush();
            assertThat(fixture.stored(length)).isEqualTo(bytes);
            region.close();
            RemoteRegion again = fixture.memory.attach(PagerFixture.NAME);
            byte[] read = new byte[(int) length];
            again.read(0, ByteBuffer.wrap(read));
            assertThat(read).isEqualTo(bytes);
            again.trim(0, length);
            again.prefetch(0, length);
            again.flush();
            assertThat(fixture.stored(length)).isEqualTo(new byte[(int) length]);
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 4095, 4096, 4097})
    void refusesWhatIsOutsideAndSaysSo(long length) {
        try (PagerFixture fixture = new PagerFixture(Frames.MIN)) {
            RemoteRegion region = fixture.create(length);
            assertOutside(() -> region.getByte(length));
            assertOutside(() -> region.getByte(-1));
            assertOutside(() -> region.getLong(length - 7));
            assertOutside(() -> region.getLong(Long.MAX_VALUE));
            assertOutside(() -> region.getLong(Long.MIN_VALUE));
            assertOutside(() -> region.setShort(length - 1, (short) 1));
            assertOutside(() -> region.setInt(-3, 1));
            assertOutside(() -> region.setByte(Long.MAX_VALUE, (byte) 1));
            assertOutside(() -> region.read(1, MemorySegment.ofArray(new byte[(int) length])));
            assertOutside(() -> region.write(-1, ByteBuffer.allocate(1)));
            assertOutside(() -> region.prefetch(1, length));
            assertOutside(() -> region.trim(0, -1));
            assertOutside(() -> region.trim(1, Long.MAX_VALUE));
        }
    }

    private static void assertOutside(Runnable access) {
        assertThatThrownBy(access::run)
                .isInstanceOf(IndexOutOfBoundsException.class)
                .hasMessageContaining("region 'region'")
                .hasMessageContaining("at offset");
    }

    @Test
    void transfersToAndFromAnyKindOfMemory() {
        try (PagerFixture fixture = new PagerFixture(16);
                Arena arena = Arena.ofConfined()) {
            RemoteRegion region = fixture.create(20 * PAGE);
            int length = 3 * PAGE + 5;
            MemorySegment off = arena.allocate(length);
            for (int i = 0; i < length; i++) {
                off.set(ValueLayout.JAVA_BYTE, i, (byte) (i * 13));
            }
            byte[] bytes = off.toArray(ValueLayout.JAVA_BYTE);
            region.write(PAGE - 2, off);
            region.write(10 * PAGE, MemorySegment.ofArray(Arrays.copyOf(new long[length / 8 + 1], length / 8 + 1)));

            ByteBuffer direct = ByteBuffer.allocateDirect(length);
            region.read(PAGE - 2, direct);
            assertThat(direct.flip()).isEqualTo(ByteBuffer.wrap(bytes));
            MemorySegment back = arena.allocate(length);
            region.read(PAGE - 2, back);
            assertThat(back.mismatch(off)).isEqualTo(-1);
            ByteBuffer readOnly = ByteBuffer.wrap(bytes).asReadOnlyBuffer();
            region.write(15 * PAGE + 1, readOnly);
            assertThat(readOnly.hasRemaining()).isFalse();
            assertThat(region.getByte(15 * PAGE + 1 + 100)).isEqualTo(bytes[100]);
            assertThatThrownBy(() -> region.read(0, readOnly.rewind()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read-only");
        }
    }

    @Test
    void aTransferFromMemoryThatIsGoneLeavesTheRegionUsable() {
        try (PagerFixture fixture = new PagerFixture(Frames.MIN)) {
            RemoteRegion region = fixture.create(2 * PAGE);
            MemorySegment gone;
            try (Arena arena = Arena.ofConfined()) {
                gone = arena.allocate(2 * PAGE);
            }
            assertThatThrownBy(() -> region.write(0, gone)).isInstanceOf(IllegalStateException.class);
            region.setByte(0, (byte) 1);
            assertThatThrownBy(() -> region.write(0, gone)).isInstanceOf(IllegalStateException.class);
            assertThat(region.getLong(0)).isEqualTo(1);
            assertThat(region.getLong(PAGE)).isZero();
            region.flush();
            assertThat(region.stats().dirtyPages()).isZero();
        }
    }

    @Test
    void wholePagesAreWrittenWithoutReadingThemFirst() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(60 * PAGE + 10);
            region.write(0, MemorySegment.ofArray(new byte[60 * PAGE + 10]));
            region.flush();
            assertThat(fixture.store().readCalls()).isZero();
            assertThat(region.stats().faults()).isZero();
            region.write(PAGE / 2, MemorySegment.ofArray(new byte[4 * PAGE]));
            assertThat(region.stats().faults()).isEqualTo(2);
        }
    }

    @Test
    void trimmedBytesAreZerosAndTheirPagesAreGivenBack() {
        try (PagerFixture fixture = new PagerFixture(16)) {
            RemoteRegion region = fixture.create(10 * PAGE);
            byte[] ones = new byte[10 * PAGE];
            Arrays.fill(ones, (byte) 1);
            region.write(0, MemorySegment.ofArray(ones));
            int resident = region.stats().residentPages();
            region.trim(PAGE / 2, 3 * PAGE);
            assertThat(region.stats().residentPages()).isEqualTo(resident - 2);
            Arrays.fill(ones, PAGE / 2, PAGE / 2 + 3 * PAGE, (byte) 0);
            byte[] read = new byte[10 * PAGE];
            region.read(0, MemorySegment.ofArray(read));
            assertThat(read).isEqualTo(ones);
            region.flush();
            assertThat(fixture.stored(10 * PAGE)).isEqualTo(ones);
        }
    }

    @Test
    void usingAClosedRegionFailsAndClosingAgainDoesNot() {
        try (PagerFixture fixture = new PagerFixture(Frames.MIN)) {
            RemoteRegion region = fixture.create(2 * PAGE);
            region.setLong(0, 5);
            assertThat(region.getLong(0)).isEqualTo(5);
            region.close();
            region.close();
            assertClosed(() -> region.getLong(0));
            assertClosed(() -> region.getByte(PAGE));
            assertClosed(() -> region.getLong(PAGE - 4));
            assertClosed(() -> region.setLong(0, 1));
            assertClosed(() -> region.read(0, ByteBuffer.allocate(10)));
            assertClosed(() -> region.write(0, ByteBuffer.allocate(PAGE)));
            assertClosed(region::flush);
            assertClosed(() -> region.prefetch(0, 1));
            assertClosed(() -> region.trim(0, PAGE));
            assertThat(fixture.provider.page(PagerFixture.NAME, 0)[0]).isEqualTo((byte) 5);
        }
    }

    private static void assertClosed(Runnable access) {
        assertThatThrownBy(access::run)
                .isInstanceOf(IllegalStateException.class)
                .hasMessage("region 'region' is closed");
    }
}
