package io.farpage.codec;

import java.util.Arrays;

/** One erasure pattern of one code, and the algebra that undoes it. */
final class Erasures {

    private final Geometry geometry;
    private final Matrix parityRows;
    private final long missing;
    private final int[] lostData;
    private final int[] usedParity;
    private final int[] sources;
    private final long sourceMask;

    /**
     * Uses the available data fragments and, for each lost one, an available parity fragment, lowest first: row 0 of
     * both layouts is the cheapest.
     */
    Erasures(Geometry geometry, Matrix parityRows, long missing) {
        this.geometry = geometry;
        this.parityRows = parityRows;
        this.missing = missing;
        this.lostData = Bits.positions(missing & geometry.dataMask());
        this.usedParity = Bits.lowest(parityPart(~missing & geometry.allMask()), lostData.length);
        this.sources = Bits.concatenate(
                Bits.positions(~missing & geometry.dataMask()), Bits.plus(usedParity, geometry.data()));
        this.sourceMask = Bits.mask(sources);
    }

    private long parityPart(long mask) {
        return (mask & ~geometry.dataMask()) >>> 1 >>> (geometry.data() - 1);
    }

    Geometry geometry() {
        return geometry;
    }

    Matrix parityRows() {
        return parityRows;
    }

    long missing() {
        return missing;
    }

    long lostDataMask() {
        return missing & geometry.dataMask();
    }

    int lostDataCount() {
        return lostData.length;
    }

    /** The data fragments that are missing, ascending. */
    int lostData(int i) {
        return lostData[i];
    }

    /** The parity rows that stand in for the lost data fragments, ascending, as many as those. */
    int usedParity(int i) {
        return usedParity[i];
    }

    long sourceMask() {
        return sourceMask;
    }

    /** What the lost data fragments contribute to the used parity fragments. */
    Matrix lostToSyndromes() {
        return parityRows.select(usedParity, lostData);
    }

    /**
     * The lost data fragments from the sources. The syndromes are the used parity plus what the available data
     * contributes to it; the lost data is the inverse of {@link #lostToSyndromes} times the syndromes.
     */
    Combination dataFromSources() {
        return new Combination(lostFromSources(), geometry.data(), sources, lostData);
    }

    private Matrix lostFromSources() {
        int availableCount = sources.length - lostData.length;
        Matrix inverse = lostToSyndromes().inverse();
        Matrix fromAvailable = inverse.times(parityRows.select(usedParity, Arrays.copyOf(sources, availableCount)));
        return Matrix.of(
                lostData.length,
                sources.length,
                (row, column) -> column < availableCount
                        ? fromAvailable.at(row, column)
                        : inverse.at(row, column - availableCount));
    }

    /** For each missing fragment, data and parity, ascending, a combination of one row that computes it. */
    Combination[] eachFromSources() {
        int[] lostParity = Bits.positions(parityPart(missing));
        Matrix lost = lostFromSources();
        Matrix parity = parityRows
                .select(lostParity, Bits.positions(geometry.dataMask()))
                .times(allDataFromSources(lost));
        Combination[] each = new Combination[lostData.length + lostParity.length];
        for (int i = 0; i < each.length; i++) {
            Matrix row = i < lostData.length ? lost.row(i) : parity.row(i - lostData.length);
            each[i] = new Combination(row, geometry.data(), sources, new int[1]);
        }
        return each;
    }

    /** A row for every data fragment: a unit row where it is a source, the decoding row where it is lost. */
    private Matrix allDataFromSources(Matrix lostFromSources) {
        int k = geometry.data();
        return Matrix.of(k, k, (fragment, column) -> {
            int row = Arrays.binarySearch(lostData, fragment);
            boolean unit = sources[column] == fragment;
            return row >= 0 ? lostFromSources.at(row, column) : (unit ? 1 : 0);
        });
    }

    /** The place of a missing fragment among all missing ones. */
    int placeOf(int index) {
        return Long.bitCount(missing & ((1L << index) - 1));
    }
}
