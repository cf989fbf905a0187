package io.farpage.codec;

/** A linear map from fragments to fragments: each target is the sum of the sources, each times a coefficient. */
final class Combination {

    private final Matrix coefficients;
    private final int dataFragments;
    private final int[] sources;
    private final int[] targets;

    /**
     * @param coefficients a row for each target, a column for each source
     * @param dataFragments how many data fragments the stripe has
     * @param sources the fragments read, numbered as in {@link Geometry}
     * @param targets where each target goes, counted in fragments from the start of the target area
     */
    Combination(Matrix coefficients, int dataFragments, int[] sources, int[] targets) {
        this.coefficients = coefficients;
        this.dataFragments = dataFragments;
        this.sources = sources;
        this.targets = targets;
    }

    int sourceCount() {
        return sources.length;
    }

    int targetCount() {
        return targets.length;
    }

    int coefficient(int target, int source) {
        return coefficients.at(target, source);
    }

    /** Where source {@code s} lies. */
    long sourceAddress(int s, long dataAddress, long parityAddress, int fragmentBytes) {
        int fragment = sources[s];
        return fragment < dataFragments
                ? dataAddress + (long) fragment * fragmentBytes
                : parityAddress + (long) (fragment - dataFragments) * fragmentBytes;
    }

    /** Where target {@code t} lies. */
    long targetAddress(int t, long targetAddress, int fragmentBytes) {
        return targetAddress + (long) targets[t] * fragmentBytes;
    }
}
