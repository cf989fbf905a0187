package io.farpage.codec;

/**
 * How to compute the missing fragments of a stripe from k that are there, for one erasure pattern of one {@link Codec}.
 * Immutable, so it may be kept and used by any number of threads; it belongs to the codec that made it.
 */
public final class DecodePlan {

    private final Codec codec;
    private final Erasures erasures;
    private final Kernel.Decoder decoder;

    DecodePlan(Codec codec, Erasures erasures, Kernel.Decoder decoder) {
        this.codec = codec;
        this.erasures = erasures;
        this.decoder = decoder;
    }

    /** The mask of fragments that the plan takes to be missing. */
    public long missingMask() {
        return erasures.missing();
    }

    /**
     * The mask of the k fragments that the plan reads; the content of all others is of no account. They are the
     * available data fragments and, for each missing one, a parity fragment, lowest first.
     */
    public long sourceMask() {
        return erasures.sourceMask();
    }

    Codec codec() {
        return codec;
    }

    Kernel.Decoder decoder() {
        return decoder;
    }

    @Override
    public String toString() {
        return "decode plan of " + codec + ", missing fragments " + Bits.describe(missingMask());
    }
}
