package io.farpage.api;

/** A sealed region can be read and nothing else; whatever was to be written has not been sent anywhere. */
public final class RegionSealedException extends RegionException {
    private static final long serialVersionUID = 1L;

    public RegionSealedException(String region) {
        super("region '" + region
                + "' is sealed: its pages are read and never written again, and nobody owns it; open it as"
                + " a sealed region to read it, or create another one");
    }
}
