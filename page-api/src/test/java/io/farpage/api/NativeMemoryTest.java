package io.farpage.api;

import static java.lang.foreign.ValueLayout.JAVA_LONG;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.channels.FileChannel;
import java.nio.channels.FileChannel.MapMode;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NativeMemoryTest {
    private static final long HUGE_PAGE = 2 << 20;

    @ParameterizedTest
    @ValueSource(longs = {1, 4096, 5000, HUGE_PAGE - 1, HUGE_PAGE, 3 * HUGE_PAGE + 4097})
    void givesZerosWhereHugePagesFit(long lengthBytes) throws IOException {
        try (Arena arena = Arena.ofShared()) {
            MemorySegment memory = NativeMemory.map(lengthBytes, arena);
            assertThat(memory.byteSize()).isEqualTo(lengthBytes);
            assertThat(memory.address() % HUGE_PAGE).isZero();
            assertThat(memory.mismatch(arena.allocate(lengthBytes))).isEqualTo(-1);
            memory.fill((byte) 7);
        }
    }

    @Test
    void cannotBeUsedWhenItsArenaIsClosed() throws IOException {
        MemorySegment memory;
        try (Arena arena = Arena.ofShared()) {
            memory = NativeMemory.map(4096, arena);
        }
        assertThatThrownBy(() -> memory.get(JAVA_LONG, 0)).isInstanceOf(IllegalStateException.class);
    }

    @Test
    void refusesWhatTheMachineDoesNotHave() {
        try (Arena arena = Arena.ofShared()) {
            assertThatExceptionOfType(IOException.class)
                    .isThrownBy(() -> NativeMemory.map(1L << 45, arena))
                    .withMessageContaining("bytes left");
        }
    }

    @ParameterizedTest
    @ValueSource(longs = {4096, HUGE_PAGE + 4096, 2 * HUGE_PAGE + 100})
    void mapsTheSameMemoryOnceMore(long lengthBytes, @TempDir Path directory) throws IOException {
        try (Arena arena = Arena.ofShared();
                FileChannel file = FileChannel.open(
                        directory.resolve("file"),
                        StandardOpenOption.CREATE_NEW,
                        StandardOpenOption.READ,
                        StandardOpenOption.WRITE)) {
            MemorySegment again;
            try (Arena first = Arena.ofConfined()) {
                MemorySegment mapped = file.map(MapMode.READ_WRITE, 0, lengthBytes, first);
                again = NativeMemory.again(mapped, arena);
                mapped.set(JAVA_LONG, lengthBytes - lengthBytes % 8 - 8, 42);
                assertThat(again.get(JAVA_LONG, lengthBytes - lengthBytes % 8 - 8))
                        .isEqualTo(42);
            }
            again.set(JAVA_LONG, 0, 43);
            assertThat(again.address() % HUGE_PAGE).isZero();
            assertThat(file.map(MapMode.READ_ONLY, 0, lengthBytes, arena).get(JAVA_LONG, 0))
                    .isEqualTo(43);
        }
    }
}
