package io.farpage.codec;

/** How the symbols of the code lie in the bytes of a fragment, and which parity rows the code has. */
public enum Layout {

    /**
     * The bits of the symbols lie in packets of their own, and parity row r is x^(r i): coding takes little more than
     * loads and XORs. Up to four parity fragments; what regions use by default.
     */
    FAST {
        @Override
        public boolean offers(Geometry geometry) {
            return geometry.parity() < MAX_FAST_PARITY
                    || (geometry.parity() == MAX_FAST_PARITY && geometry.data() <= MAX_DATA_OF_4_PARITY);
        }
    },

    /**
     * One symbol a byte, and the parity rows of Backblaze JavaReedSolomon: parity fragments equal that library's, byte
     * for byte. For exchange with other tools, and for every geometry.
     */
    STANDARD {
        @Override
        public boolean offers(Geometry geometry) {
            return true;
        }
    };

    private static final int MAX_FAST_PARITY = 4;

    /** With one more, a minor of the parity rows is 0, and some losses could not be decoded; a test tries them all. */
    private static final int MAX_DATA_OF_4_PARITY = 21;

    /** Whether any k fragments of a stripe of this geometry and layout give the page back, so that it may be used. */
    public abstract boolean offers(Geometry geometry);

    /** {@link #FAST} where it is offered, {@link #STANDARD} elsewhere. */
    public static Layout best(Geometry geometry) {
        return FAST.offers(geometry) ? FAST : STANDARD;
    }
}
