package io.farpage.bench.measure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class ProcessMemoryTest {
    @Test
    void countsNoMoreThanTheKernelSaysIsResident() {
        long pid = ProcessHandle.current().pid();

        ProcessMemory memory = ProcessMemory.of(pid);

        assertThat(memory.privateBytes()).isPositive();
        assertThat(memory.privateBytes() + memory.sharedBytes()).isLessThan(2 * Resident.bytes(pid));
    }

    @Test
    void saysWhichProcessThereIsNot() {
        assertThatThrownBy(() -> ProcessMemory.of(-1))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("/proc/-1/");
    }
}
