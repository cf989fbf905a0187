package io.farpage.codec;

/**
 * How many data and parity fragments a page is cut into. Any {@code data} of the {@code data + parity} fragments give
 * the page back.
 *
 * <p>Fragments are numbered from 0: the data fragments first, in the order of the page's bytes, the parity fragments
 * after them. A set of fragments is a bit mask in a {@code long}, bit i for fragment i.
 *
 * @param data number of data fragments, k, at least 1
 * @param parity number of parity fragments, m, at least 0; {@code data + parity} is at most {@link #MAX_TOTAL}
 */
public record Geometry(int data, int parity) {

    /** Most fragments of one stripe, so that a set of them fits a {@code long}. */
    public static final int MAX_TOTAL = 64;

    /** Every fragment length is a positive multiple of this many bytes. */
    public static final int FRAGMENT_ALIGNMENT_BYTES = 64;

    public Geometry {
        if (data < 1) {
            throw new IllegalArgumentException("a stripe needs at least 1 data fragment, not " + data);
        }
        if (parity < 0) {
            throw new IllegalArgumentException("a stripe cannot have " + parity + " parity fragments; 0 means none");
        }
        if ((long) data + parity > MAX_TOTAL) {
            throw new IllegalArgumentException("a stripe has at most " + MAX_TOTAL + " fragments, not " + data + "+"
                    + parity + "; choose fewer data or parity fragments");
        }
    }

    /** Number of fragments of a stripe, k+m. */
    public int total() {
        return data + parity;
    }

    /** The mask of all fragments of a stripe. */
    public long allMask() {
        return -1L >>> (Long.SIZE - total());
    }

    /** The mask of the data fragments. */
    public long dataMask() {
        return -1L >>> (Long.SIZE - data);
    }

    /**
     * Length of each fragment of a page: {@code pageBytes / data}, rounded up to a multiple of
     * {@link #FRAGMENT_ALIGNMENT_BYTES}. What {@code data} fragments hold beyond the page is padding, which the caller
     * keeps zero.
     *
     * @throws IllegalArgumentException if {@code pageBytes} is not positive, or so large that a fragment would not fit
     *     an {@code int}
     */
    public int fragmentBytes(int pageBytes) {
        if (pageBytes < 1) {
            throw new IllegalArgumentException("a page needs at least 1 byte, not " + pageBytes);
        }
        long perFragment = ((long) pageBytes + data - 1) / data;
        long rounded = (perFragment + FRAGMENT_ALIGNMENT_BYTES - 1) & -FRAGMENT_ALIGNMENT_BYTES;
        if (rounded > Integer.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "fragments of a page of " + pageBytes + " bytes are too long; use more than " + data);
        }
        return (int) rounded;
    }

    /** {@code data + "+" + parity}, as in 8+2. */
    @Override
    public String toString() {
        return data + "+" + parity;
    }
}
