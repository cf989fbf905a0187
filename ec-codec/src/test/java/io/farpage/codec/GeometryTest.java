package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GeometryTest {

    @Test
    void acceptsEveryGeometryOfUpTo64Fragments() {
        for (int data = 1; data <= 64; data++) {
            for (int parity = 0; data + parity <= 64; parity++) {
                Geometry geometry = new Geometry(data, parity);
                assertThat(geometry.total()).isEqualTo(data + parity);
                assertThat(Long.bitCount(geometry.allMask())).isEqualTo(data + parity);
                assertThat(Long.bitCount(geometry.dataMask())).isEqualTo(data);
            }
        }
    }

    @ParameterizedTest
    @CsvSource({"0,2", "-1,2", "4,-1", "64,1", "1,64", "2147483647,2147483647"})
    void refusesGeometriesThatMakeNoSense(int data, int parity) {
        assertThatThrownBy(() -> new Geometry(data, parity)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @CsvSource({"1,4096,4096", "4,4096,1024", "8,4096,512", "10,4096,448", "6,4096,704", "3,1,64", "64,4096,64"})
    void roundsFragmentsUpToAMultipleOf64Bytes(int data, int pageBytes, int fragmentBytes) {
        assertThat(new Geometry(data, 0).fragmentBytes(pageBytes)).isEqualTo(fragmentBytes);
    }

    @Test
    void refusesPagesWithoutBytesOrTooLongForOneFragment() {
        Geometry geometry = new Geometry(1, 1);
        assertThatThrownBy(() -> geometry.fragmentBytes(0)).isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> geometry.fragmentBytes(Integer.MAX_VALUE))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void readsAsDataPlusParity() {
        assertThat(new Geometry(8, 2)).hasToString("8+2");
    }
}
