package io.farpage.codec;

import java.util.Arrays;

/**
 * How to compute the missing fragments of a stripe from k that are there, for one erasure pattern of one {@link Codec}.
 * Immutable, so it may be kept and used by any number of threads; it belongs to the codec that made it.
 */
public final class DecodePlan {

    private final Codec codec;
    private final long missing;
    private final long sources;
    private final Combination decode;
    private final Combination[] rebuild;

    private DecodePlan(Codec codec, long missing, long sources, Combination decode, Combination[] rebuild) {
        this.codec = codec;
        this.missing = missing;
        this.sources = sources;
        this.decode = decode;
        this.rebuild = rebuild;
    }

    /**
     * The lost data fragments E follow from as many parity fragments R: the part of R that comes from E is R plus what
     * the available data contributes to R, so E is the inverse of the square matrix (R's rows, E's columns) times that.
     */
    static DecodePlan of(Codec codec, long missing) {
        Geometry geometry = codec.geometry();
        Matrix parityRows = codec.parityRows();
        int k = geometry.data();
        int[] lostData = Bits.positions(missing & geometry.dataMask());
        int[] availableData = Bits.positions(~missing & geometry.dataMask());
        int[] usedParity =
                Bits.lowest((~missing & geometry.allMask() & ~geometry.dataMask()) >>> 1 >>> (k - 1), lostData.length);
        int[] sources = Bits.concatenate(availableData, Bits.plus(usedParity, k));

        Matrix inverse = parityRows.select(usedParity, lostData).inverse();
        Matrix fromAvailable = inverse.times(parityRows.select(usedParity, availableData));
        Matrix lostFromSources = Matrix.of(
                lostData.length,
                k,
                (row, column) -> column < availableData.length
                        ? fromAvailable.at(row, column)
                        : inverse.at(row, column - availableData.length));
        Combination decode = new Combination(lostFromSources, k, sources, lostData);

        int[] lostParity = Bits.positions((missing & ~geometry.dataMask()) >>> 1 >>> (k - 1));
        Matrix allDataFromSources = allData(lostFromSources, lostData, sources);
        Matrix parityFromSources = parityRows
                .select(lostParity, Bits.positions(geometry.dataMask()))
                .times(allDataFromSources);
        Combination parity = new Combination(parityFromSources, k, sources, lostParity);

        Combination[] rebuild = new Combination[Long.bitCount(missing)];
        for (int row = 0; row < rebuild.length; row++) {
            rebuild[row] = row < lostData.length ? decode.only(row) : parity.only(row - lostData.length);
        }
        return new DecodePlan(codec, missing, Bits.mask(sources), decode, rebuild);
    }

    /** A row for every data fragment: a unit row where it is a source, the decoding row where it is lost. */
    private static Matrix allData(Matrix lostFromSources, int[] lost, int[] sources) {
        int k = sources.length;
        return Matrix.of(k, k, (fragment, column) -> {
            int row = Arrays.binarySearch(lost, fragment);
            boolean unit = sources[column] == fragment;
            return row >= 0 ? lostFromSources.at(row, column) : (unit ? 1 : 0);
        });
    }

    /** The mask of fragments that the plan takes to be missing. */
    public long missingMask() {
        return missing;
    }

    /**
     * The mask of the k fragments that the plan reads; the content of all others is of no account. They are the
     * available data fragments and, for each missing one, a parity fragment, lowest first.
     */
    public long sourceMask() {
        return sources;
    }

    Codec codec() {
        return codec;
    }

    /** Computes all missing data fragments into the data area. */
    Combination decode() {
        return decode;
    }

    /**
     * Computes one missing fragment.
     *
     * @throws IllegalArgumentException if {@code index} is not missing in this plan
     */
    Combination rebuild(int index) {
        if (index < 0 || index >= Long.SIZE || (missing >>> index & 1) == 0) {
            throw new IllegalArgumentException("fragment " + index + " is not missing in " + this
                    + "; ask the codec for a plan that has it in its mask");
        }
        return rebuild[Long.bitCount(missing & ((1L << index) - 1))];
    }

    @Override
    public String toString() {
        return "decode plan of " + codec + ", missing fragments " + Bits.describe(missing);
    }
}
