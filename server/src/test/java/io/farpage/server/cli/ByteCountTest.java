package io.farpage.server.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.TypeConversionException;

class ByteCountTest {
    @ParameterizedTest
    @CsvSource({"0, 0", "4096, 4096", "3K, 3072", "64M, 67108864", "2g, 2147483648"})
    void readsAmounts(String text, long bytes) {
        assertThat(new ByteCount().convert(text)).isEqualTo(bytes);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "M", "-1", "1.5G", "1T", "9999999999999999G", "12345678901234567890"})
    void refusesWhatIsNone(String text) {
        assertThatThrownBy(() -> new ByteCount().convert(text))
                .isInstanceOf(TypeConversionException.class)
                .hasMessageContaining("is no amount of memory");
    }
}
