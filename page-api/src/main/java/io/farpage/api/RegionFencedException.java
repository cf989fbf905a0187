package io.farpage.api;

/** Somebody else has taken the region over: nothing that this owner still held back was or will be stored. */
public final class RegionFencedException extends RegionException {
    private static final long serialVersionUID = 1L;

    public RegionFencedException(String region, int ownEpoch, int currentEpoch) {
        super("region '" + region + "' was taken over: it is at epoch " + currentEpoch + ", this owner at " + ownEpoch
                + "; attach it again to go on");
    }
}
