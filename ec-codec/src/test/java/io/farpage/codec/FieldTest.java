package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FieldTest {

    @Test
    void multiplicationIsThatOfPolynomialsModulo0x11d() {
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                assertThat(Field.multiply(a, b)).isEqualTo(bySchoolbook(a, b));
            }
        }
    }

    private static int bySchoolbook(int a, int b) {
        int product = 0;
        for (int bit = 7; bit >= 0; bit--) {
            product <<= 1;
            if (product > 255) {
                product ^= 0x11d;
            }
            if ((b >> bit & 1) != 0) {
                product ^= a;
            }
        }
        return product;
    }

    @Test
    void multiplicationIsAssociativeCommutativeAndDistributive() {
        int failures = 0;
        for (int a = 0; a < 256; a++) {
            for (int b = 0; b < 256; b++) {
                int ab = Field.multiply(a, b);
                failures += ab == Field.multiply(b, a) ? 0 : 1;
                for (int c = 0; c < 256; c++) {
                    failures += Field.multiply(ab, c) == Field.multiply(a, Field.multiply(b, c)) ? 0 : 1;
                    failures += Field.multiply(a, b ^ c) == (ab ^ Field.multiply(a, c)) ? 0 : 1;
                }
            }
        }
        assertThat(failures).isZero();
    }

    @Test
    void oneIsNeutralAndEveryOtherElementThanZeroHasAnInverse() {
        for (int a = 1; a < 256; a++) {
            assertThat(Field.multiply(a, 1)).isEqualTo(a);
            assertThat(Field.multiply(a, 0)).isZero();
            assertThat(Field.multiply(a, Field.inverse(a))).isEqualTo(1);
        }
        assertThatThrownBy(() -> Field.inverse(0)).isInstanceOf(ArithmeticException.class);
    }

    @Test
    void powersAreRepeatedProducts() {
        for (int a = 0; a < 256; a++) {
            int product = 1;
            for (int exponent = 0; exponent < 300; exponent++) {
                assertThat(Field.power(a, exponent)).isEqualTo(product);
                product = Field.multiply(product, a);
            }
        }
    }

    @Test
    void xGeneratesAllElementsButZero() {
        assertThat(java.util.stream.IntStream.range(0, 255)
                        .map(i -> Field.power(2, i))
                        .distinct())
                .hasSize(255)
                .doesNotContain(0);
    }
}
