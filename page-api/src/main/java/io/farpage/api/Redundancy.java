package io.farpage.api;

/**
 * How a region survives crashes: each page is kept as {@code data + parity} fragments, any {@code data} of which give it
 * back.
 *
 * @param scheme what the fragments are
 * @param data fragments that are needed to read a page (k)
 * @param parity fragments that may be lost at once (m)
 */
public record Redundancy(Scheme scheme, int data, int parity) {
    /** The most fragments a page can have. */
    public static final int MAX_FRAGMENTS = 64;

    /** What the fragments of a page are. */
    public enum Scheme {
        /** Reed-Solomon: data fragments are pieces of the page, parity fragments are computed. */
        CODED,
        /** Every fragment is the whole page. */
        COPIES
    }

    public Redundancy {
        if (data < 1 || parity < 0 || parity > MAX_FRAGMENTS - data) {
            throw new IllegalArgumentException(
                    data + "+" + parity + " fragments: needs at least 1 data fragment, no negative parity and at most "
                            + MAX_FRAGMENTS + " fragments in all");
        }
        if (scheme == Scheme.COPIES && data != 1) {
            throw new IllegalArgumentException("copies have 1 data fragment, not " + data);
        }
    }

    /** Reed-Solomon with k data and m parity fragments. */
    public static Redundancy coded(int data, int parity) {
        return new Redundancy(Scheme.CODED, data, parity);
    }

    /** {@code count} whole copies on as many hosts. */
    public static Redundancy copies(int count) {
        return new Redundancy(Scheme.COPIES, 1, count - 1);
    }

    /** Fragments of a page, and members of a slab group (k + m). */
    public int total() {
        return data + parity;
    }

    @Override
    public String toString() {
        return scheme == Scheme.COPIES ? total() + " copies" : data + "+" + parity;
    }
}
