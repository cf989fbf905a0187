package io.farpage.codec;

/** The m by k matrix that gives the parity fragments from the data fragments, for each layout. */
final class ParityRows {

    private ParityRows() {}

    static Matrix of(Geometry geometry, Layout layout) {
        return switch (layout) {
            case FAST -> fast(geometry);
            case STANDARD -> standard(geometry);
        };
    }

    /**
     * Row r is x^(r i). Up to three rows are MDS for every k: all minors are products of differences of powers of x that
     * are not equal. The fourth is limited by {@link Layout#offers}, which the tests hold against every minor.
     */
    private static Matrix fast(Geometry geometry) {
        return Matrix.of(geometry.parity(), geometry.data(), (row, column) -> Field.power(2, row * column));
    }

    /**
     * The lower rows of V times the inverse of V's upper k rows, where V is the Vandermonde matrix with row r equal to
     * r^0, r^1, r^2 and so on. Any k rows of V are independent because their r differ, and multiplying by an invertible
     * matrix keeps them so: the code is MDS for every k+m up to 256. The choice is that of Backblaze JavaReedSolomon
     * (and of klauspost/reedsolomon by default).
     */
    private static Matrix standard(Geometry geometry) {
        int k = geometry.data();
        Matrix upper = Matrix.of(k, k, Field::power);
        Matrix lower = Matrix.of(geometry.parity(), k, (row, column) -> Field.power(k + row, column));
        return lower.times(upper.inverse());
    }
}
