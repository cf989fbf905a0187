package io.farpage.api;

/** Names a region for good; ids are never used again. At most 2^24 - 1, the width of the field in a fragment's header. */
public record RegionId(int value) {
    /** The largest id that fits a fragment's header. */
    public static final int MAX = (1 << 24) - 1;

    public RegionId {
        if (value < 1 || value > MAX) {
            throw new IllegalArgumentException("region id " + value + " is not in 1.." + MAX);
        }
    }

    @Override
    public String toString() {
        return "region-" + value;
    }
}
