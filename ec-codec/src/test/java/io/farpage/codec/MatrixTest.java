package io.farpage.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class MatrixTest {

    @Test
    void timesItsInverseIsTheUnitMatrix() {
        for (int size = 1; size <= 64; size++) {
            Matrix vandermonde = Matrix.of(size, size, Field::power);
            Matrix product = vandermonde.times(vandermonde.inverse());
            for (int row = 0; row < size; row++) {
                for (int column = 0; column < size; column++) {
                    assertThat(product.at(row, column)).isEqualTo(row == column ? 1 : 0);
                }
            }
        }
    }

    @Test
    void hasNoInverseWhenTwoRowsAreEqual() {
        Matrix singular = Matrix.of(3, 3, (row, column) -> Field.power(row / 2, column));
        assertThatThrownBy(singular::inverse).isInstanceOf(ArithmeticException.class);
    }
}
